package dev.tidemark.lineage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Storage that can be taken away: every access then fails. Shared by all catalogs of the JVM. */
public final class FlakyFileIo extends HadoopFileIO {
  private static final long serialVersionUID = 1L;
  private static final AtomicBoolean DOWN = new AtomicBoolean();
  private static final AtomicInteger REFUSED = new AtomicInteger();

  /** Made by Iceberg, by name. */
  public FlakyFileIo() {
    super(new Configuration());
  }

  static void takeDown() {
    REFUSED.set(0);
    DOWN.set(true);
  }

  static void bringUp() {
    DOWN.set(false);
  }

  /** Accesses refused since it was taken down. */
  static int refused() {
    return REFUSED.get();
  }

  @Override
  public InputFile newInputFile(String path) {
    requireUp(path);
    return super.newInputFile(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    requireUp(path);
    return super.newOutputFile(path);
  }

  private static void requireUp(String path) {
    if (DOWN.get()) {
      REFUSED.incrementAndGet();
      throw new UncheckedIOException(new IOException("storage is down: " + path));
    }
  }
}
