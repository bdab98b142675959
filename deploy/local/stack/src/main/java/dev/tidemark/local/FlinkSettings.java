package dev.tidemark.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The shape of the Flink cluster: TaskManagers, slots of each, heap for tasks and managed memory
 * (RocksDB) of each in megabytes, configuration over the cluster's own, and jars in {@code lib/}
 * besides Flink's.
 */
public record FlinkSettings(
    int taskManagers,
    int slots,
    int taskHeapMb,
    int managedMb,
    Map<String, String> configuration,
    List<Path> lib) {

  /** Two TaskManagers of two slots, 384 MB for tasks each: the cluster needs less than 2.5 GB. */
  public static final FlinkSettings SMALL = new FlinkSettings(2, 2, 384, 64, Map.of(), List.of());

  public FlinkSettings {
    if (taskManagers < 0 || slots < 1 || taskHeapMb < 64 || managedMb < 0) {
      throw new IllegalArgumentException(
          "A Flink cluster of %d TaskManagers, %d slots, %d MB heap, %d MB managed cannot run. Give at least 0, 1, 64, 0."
              .formatted(taskManagers, slots, taskHeapMb, managedMb));
    }
    configuration = Map.copyOf(configuration);
    lib = List.copyOf(lib);
  }

  /** The same with other TaskManagers. */
  public FlinkSettings taskManagers(int count, int slotsOfEach) {
    return new FlinkSettings(count, slotsOfEach, taskHeapMb, managedMb, configuration, lib);
  }

  /** The same with other memory of each TaskManager. */
  public FlinkSettings memory(int newTaskHeapMb, int newManagedMb) {
    return new FlinkSettings(taskManagers, slots, newTaskHeapMb, newManagedMb, configuration, lib);
  }

  /** The same with one more key of Flink's configuration. */
  public FlinkSettings with(String key, String value) {
    Map<String, String> more = new TreeMap<>(configuration);
    more.put(key, value);
    return new FlinkSettings(taskManagers, slots, taskHeapMb, managedMb, more, lib);
  }

  /**
   * The same with one more jar that all of Flink's processes load, as if it lay in {@code lib/}.
   */
  public FlinkSettings lib(Path jar) {
    List<Path> more = new ArrayList<>(lib);
    more.add(jar.toAbsolutePath());
    return new FlinkSettings(taskManagers, slots, taskHeapMb, managedMb, configuration, more);
  }
}
