package dev.tidemark.bench;

import java.lang.management.ManagementFactory;

/** The machine that numbers come from. */
record Machine(int cores, long memoryMb, String jdk, String system, double load) {
  static Machine here() {
    var os =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        os.getTotalMemorySize() >> 20,
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
        os.getName() + " " + os.getVersion(),
        os.getSystemLoadAverage());
  }

  /** The load average of the last minute. */
  static double loadNow() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  String describe() {
    return "%d cores, %d MB, %s, %s, load average before the start %.2f"
        .formatted(cores, memoryMb, system, jdk, load);
  }
}
