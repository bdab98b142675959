package dev.tidemark.control.command;

/**
 * Hides one class: Iceberg's {@code S3FileIO} counts what it reads in Hadoop's statistics if it
 * finds that class by the thread's loader, and counts nothing if not. Nobody asks a command for
 * them, and finding it has Hadoop parse its defaults, which is a twentieth of the work of a command
 * that reads a table. Storages of Hadoop's own are found as ever.
 */
final class NoHadoopStatistics extends ClassLoader {
  static final String HIDDEN = "org.apache.iceberg.hadoop.HadoopMetricsContext";

  static {
    registerAsParallelCapable();
  }

  private NoHadoopStatistics(ClassLoader parent) {
    super(parent);
  }

  /** For the calling thread and those that it starts. */
  static void apply() {
    Thread thread = Thread.currentThread();
    thread.setContextClassLoader(new NoHadoopStatistics(thread.getContextClassLoader()));
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.equals(HIDDEN)) {
      throw new ClassNotFoundException(name);
    }
    return super.loadClass(name, resolve);
  }
}
