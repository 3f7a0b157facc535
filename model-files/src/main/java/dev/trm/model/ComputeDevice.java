package dev.trm.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requested device. Its availability is checked only when it is used. */
public sealed interface ComputeDevice {

  /** The first CUDA device if the engine finds one, else the CPU. */
  record Auto() implements ComputeDevice {
    @Override
    public String toString() {
      return "auto";
    }
  }

  record Cpu() implements ComputeDevice {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /**
   * @param index of the device, from 0, in CUDA's numbering of visible devices
   */
  record Cuda(int index) implements ComputeDevice {
    public Cuda {
      if (index < 0) {
        throw new IllegalArgumentException("index is " + index + "; it must be at least 0");
      }
    }

    @Override
    public String toString() {
      return "cuda:" + index;
    }
  }

  /**
   * @throws IllegalArgumentException unless the text is {@code auto}, {@code cpu} or {@code cuda:N}
   */
  static ComputeDevice parse(String text) {
    String known = text.strip().toLowerCase(Locale.ROOT);
    Matcher cuda = Pattern.compile("cuda:([0-9]{1,3})").matcher(known);
    if (cuda.matches()) {
      return new Cuda(Integer.parseInt(cuda.group(1)));
    }
    return switch (known) {
      case "auto" -> new Auto();
      case "cpu" -> new Cpu();
      default ->
          throw new IllegalArgumentException(
              "device is '" + text + "'; known are auto, cpu, cuda:N");
    };
  }
}
