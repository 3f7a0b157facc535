package dev.trm.model.torch;

import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests that run under {@code ONEDNN_MAX_CPU_ISA} if the processor lacks those instructions:
 * they would repeat the run with fewer instructions.
 */
public final class SupportedInstructions implements ExecutionCondition {
  private static final Map<String, String> FLAG_OF =
      Map.of("AVX2", "avx2", "AVX512_CORE", "avx512bw");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String limit = System.getenv().getOrDefault("ONEDNN_MAX_CPU_ISA", "");
    String flag = FLAG_OF.getOrDefault(limit, "");
    return (InstructionSet.ofThisMachine() + " ").contains(flag + " ")
        ? ConditionEvaluationResult.enabled("the processor has what is asked for")
        : ConditionEvaluationResult.disabled("the processor has no " + limit);
  }
}
