package dev.trm.model.train;

/**
 * One step's figures. Loss is a mean over all slots; the shares and the mean are over the slots
 * that halted at this step, and NaN where none did.
 *
 * @param cellAccuracy share of right cells
 * @param exactAccuracy share of wholly right rows
 * @param haltAccuracy share of rows whose halt logit was right about that
 */
public record StepMetrics(
    long step,
    double loss,
    double lmLoss,
    double haltLoss,
    double cellAccuracy,
    double exactAccuracy,
    double haltAccuracy,
    double meanCycles,
    int finished,
    double learningRate) {}
