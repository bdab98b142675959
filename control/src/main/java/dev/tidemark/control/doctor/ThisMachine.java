package dev.tidemark.control.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a stack and its jobs need of the machine. */
final class ThisMachine {
  private static final int LEAST_JDK = 17;

  /** The demo: Kafka, registry and S3 at about half a gigabyte each, and two jobs at 768 MB. */
  private static final long WANTED_MEMORY_MB = 4_096;

  /** Below this the stack does not start. */
  private static final long LEAST_DISK_MB = 500;

  private static final long WANTED_DISK_MB = 5_000;

  private final Path folder;

  /**
   * @param folder of the stack; need not exist
   */
  ThisMachine(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    findings.add(jdk(Runtime.version().feature(), System.getProperty("java.home")));
    findings.add(maven());
    findings.add(memory());
    findings.add(disk());
    return findings;
  }

  static Finding jdk(int version, String home) {
    String found = "%d at %s".formatted(version, home);
    return version >= LEAST_JDK
        ? Finding.ok("JDK", found)
        : Finding.fail("JDK", found, "Install a JDK 17 or newer and point JAVA_HOME at it.");
  }

  private static Finding maven() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry, "mvn"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(mvn -> Finding.ok("Maven", mvn.toString()))
        .orElse(
            Finding.warn(
                "Maven",
                "not on PATH",
                "What is built runs; to build, install Maven 3.8.6 or newer."));
  }

  private static Finding memory() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long megabytes = system.getTotalMemorySize() >> 20;
    String found =
        "%,d MB, %d cores".formatted(megabytes, Runtime.getRuntime().availableProcessors());
    return megabytes >= WANTED_MEMORY_MB
        ? Finding.ok("memory", found)
        : Finding.warn(
            "memory", found, "The demo wants %,d MB; run one table.".formatted(WANTED_MEMORY_MB));
  }

  private Finding disk() {
    Path there = folder;
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    try {
      FileStore store = Files.getFileStore(there);
      long megabytes = store.getUsableSpace() >> 20;
      String found = "%,d MB free for %s".formatted(megabytes, folder);
      if (megabytes < LEAST_DISK_MB) {
        return Finding.fail(
            "disk", found, "A stack needs %,d MB. Free some space.".formatted(LEAST_DISK_MB));
      }
      if (!Files.isWritable(there)) {
        return Finding.fail("disk", there + " is not writable", "Pass --dir FOLDER.");
      }
      return megabytes < WANTED_DISK_MB
          ? Finding.warn("disk", found, "Topics and tables grow; free some space.")
          : Finding.ok("disk", found);
    } catch (IOException unreadable) {
      return Finding.fail("disk", folder + ": " + unreadable.getMessage(), "Pass --dir FOLDER.");
    }
  }
}
