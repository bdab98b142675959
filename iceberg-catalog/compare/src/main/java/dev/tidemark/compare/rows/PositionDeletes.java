package dev.tidemark.compare.rows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.FileIO;

/**
 * Position deletes (format 2) and deletion vectors (format 3), loaded as Iceberg loads them. The
 * planning has already paired them with their data files. A file with deletes for many data files
 * is kept for the next ones, as long as all that is kept is small.
 */
final class PositionDeletes {
  private static final long KEPT_BYTES = 32L << 20;

  private final Loader loader;

  PositionDeletes(FileIO io) {
    this.loader = new Loader(io);
  }

  /** The positions of the task's data file that are deleted. */
  PositionDeleteIndex of(FileScanTask task) {
    DataFile file = task.file();
    List<DeleteFile> deletes =
        task.deletes().stream()
            .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
            .toList();
    return deletes.isEmpty()
        ? PositionDeleteIndex.empty()
        : loader.loadPositionDeletes(deletes, file.location());
  }

  private static final class Loader extends BaseDeleteLoader {
    private final Map<String, Object> kept = new LinkedHashMap<>();
    private long size;

    private Loader(FileIO io) {
      super(delete -> io.newInputFile(delete.location(), delete.fileSizeInBytes()));
    }

    @Override
    protected boolean canCache(long bytes) {
      return bytes <= KEPT_BYTES / 4;
    }

    /** Iceberg asks from several threads at once, one for each delete file of a data file. */
    @Override
    @SuppressWarnings("unchecked") // A key is only ever asked for with one type.
    protected synchronized <V> V getOrLoad(String key, Supplier<V> loads, long bytes) {
      Object found = kept.get(key);
      if (found == null) {
        found = loads.get();
        if (size + bytes > KEPT_BYTES) {
          kept.clear();
          size = 0;
        }
        kept.put(key, found);
        size += bytes;
      }
      return (V) found;
    }
  }
}
