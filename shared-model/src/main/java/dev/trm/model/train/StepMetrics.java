package dev.trm.model.train;

/**
 * The figures of one training step. The loss is a mean over all slots. The accuracies and the mean
 * number of cycles are over the slots that halted at this step, and NaN if none did.
 *
 * @param cellAccuracy share of correct cells
 * @param exactAccuracy share of completely correct rows
 * @param haltAccuracy share of rows whose halt logit predicted correctly whether they are correct
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
