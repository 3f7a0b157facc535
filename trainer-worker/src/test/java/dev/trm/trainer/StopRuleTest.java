package dev.trm.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trm.jobs.EarlyStop;
import dev.trm.model.Mixer;
import dev.trm.model.Positions;
import dev.trm.model.TrmConfig;
import dev.trm.model.checkpoint.HostTensor;
import dev.trm.model.checkpoint.Safetensors;
import dev.trm.model.checkpoint.TrmWeights;
import dev.trm.model.train.Initialization;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StopRuleTest {
  private static final TrmConfig CONFIG =
      new TrmConfig(4, 2, 4, 1, 1, 1, 4, 1, 1, 1, 0, 0, 1, Mixer.MLP, Positions.NONE, 1, 1e-5);
  private static final EarlyStop PLATEAU = new EarlyStop(3, 0.1, null, null);

  private long nanos;

  @Test
  void aPlateauEndsWithTheWeightsOfTheBestEvaluationEvenIfItWasNotBetterByEnough() {
    StopRule rule = rule(PLATEAU);

    see(rule, 10, 0.50);
    see(rule, 20, 0.55);
    see(rule, 30, 0.40);
    assertThat(rule.ends(35)).isEmpty();
    see(rule, 40, 0.55);

    assertThat(rule.ends(40))
        .hasValue(
            new StoppedEarly(
                StoppedEarly.Reason.PLATEAU,
                40,
                20,
                "held-out accuracy did not rise by more than 0.1 above 0.5000 in 3 evaluations;"
                    + " the weights are those of step 20 with 0.5500"));
    assertThat(rule.bestWeights()).isEqualTo(weights(20));
  }

  @Test
  void theBestWeightsAreKeptWithoutAPlateauAndTakenUpAgain() throws IOException {
    StopRule rule = new StopRule(EarlyStop.NEVER, true, () -> nanos);
    see(rule, 10, 0.5);
    see(rule, 20, 0.7);
    Map<String, String> metadata = new HashMap<>();
    Map<String, HostTensor> tensors = new HashMap<>();
    rule.save(metadata, tensors);

    StopRule resumed = new StopRule(EarlyStop.NEVER, true, () -> nanos);
    resumed.goOn(CONFIG, new Safetensors(metadata, tensors));
    see(resumed, 30, 0.6);

    assertThat(resumed.ends(30)).isEmpty();
    assertThat(resumed.bestStep()).isEqualTo(20);
    assertThat(resumed.bestWeights()).isEqualTo(weights(20));
    StopRule other = rule(EarlyStop.NEVER);
    other.goOn(CONFIG, new Safetensors(metadata, tensors));
    assertThat(other.bestStep()).isZero();
  }

  @Test
  void oneThatIsBetterByEnoughBeginsTheCountAnew() {
    StopRule rule = rule(PLATEAU);

    see(rule, 10, 0.1);
    see(rule, 20, 0.15);
    see(rule, 30, 0.15);
    see(rule, 40, 0.21);
    see(rule, 50, 0.2);
    see(rule, 60, 0.2);

    assertThat(rule.ends(60)).isEmpty();
    see(rule, 70, 0.3);
    assertThat(rule.ends(70)).isPresent();
  }

  @Test
  void whatWasSeenGoesOnFromACheckpointOfTheSameWish() throws IOException {
    StopRule before = rule(PLATEAU);
    see(before, 10, 0.5);
    see(before, 20, 0.5);
    Safetensors checkpoint = saved(before);
    StopRule same = rule(PLATEAU);
    StopRule other = rule(new EarlyStop(2, 0.1, null, null));

    same.goOn(CONFIG, checkpoint);
    other.goOn(CONFIG, checkpoint);

    assertThat(saved(same)).isEqualTo(checkpoint);
    see(same, 30, 0.5);
    see(same, 40, 0.5);
    assertThat(same.ends(40)).map(StoppedEarly::weightsStep).hasValue(10L);
    assertThat(same.bestWeights()).isEqualTo(weights(10));
    see(other, 30, 0.1);
    assertThat(other.ends(30)).isEmpty();
  }

  @Test
  void aCheckpointWithoutWhatWasSeenIsRefused() {
    StopRule before = rule(PLATEAU);
    see(before, 10, 0.5);
    Safetensors whole = saved(before);
    Map<String, HostTensor> tensors = new HashMap<>(whole.tensors());
    tensors.remove("stop.seen");

    assertThatThrownBy(() -> rule(PLATEAU).goOn(CONFIG, new Safetensors(whole.metadata(), tensors)))
        .isInstanceOf(IOException.class)
        .hasMessage("the checkpoint can't be resumed: it has no tensor stop.seen of 5");
  }

  @Test
  void aTargetIsReachedByTheNewestEvaluationOnly() {
    StopRule rule = rule(new EarlyStop(null, null, 0.8, null));

    see(rule, 10, 0.79);
    assertThat(rule.ends(10)).isEmpty();
    see(rule, 20, 0.8);

    assertThat(rule.ends(20))
        .hasValue(
            new StoppedEarly(
                StoppedEarly.Reason.TARGET,
                20,
                20,
                "held-out accuracy is 0.8000, and 0.8000 was asked for"));
  }

  @Test
  void timeIsCountedOverAllTries() throws IOException {
    EarlyStop minute = new EarlyStop(null, null, null, Duration.ofMinutes(1));
    StopRule before = rule(minute);
    nanos += Duration.ofSeconds(40).toNanos();
    Safetensors checkpoint = saved(before);
    nanos += Duration.ofHours(3).toNanos();
    StopRule after = rule(minute);

    after.goOn(CONFIG, checkpoint);

    nanos += Duration.ofSeconds(19).toNanos();
    assertThat(after.ends(7)).isEmpty();
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(after.ends(7)).map(StoppedEarly::reason).hasValue(StoppedEarly.Reason.TIME);
  }

  @Test
  void whereNothingIsAskedCheckpointsAreAsBefore() {
    StopRule rule = rule(EarlyStop.NEVER);
    see(rule, 10, 1);

    assertThat(rule.ends(10)).isEmpty();
    assertThat(saved(rule).tensors()).isEmpty();
    assertThat(saved(rule).metadata()).isEmpty();
  }

  private StopRule rule(EarlyStop asked) {
    return new StopRule(asked, false, () -> nanos);
  }

  private static void see(StopRule rule, long step, double accuracy) {
    rule.seen(step, accuracy, () -> weights(step));
  }

  private static TrmWeights weights(long step) {
    return Initialization.of(CONFIG, step);
  }

  private static Safetensors saved(StopRule rule) {
    Map<String, String> metadata = new HashMap<>();
    Map<String, HostTensor> tensors = new HashMap<>();
    rule.save(metadata, tensors);
    return new Safetensors(metadata, tensors);
  }
}
