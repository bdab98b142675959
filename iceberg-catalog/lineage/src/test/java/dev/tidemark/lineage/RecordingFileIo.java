package dev.tidemark.lineage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;

/** Storage that records what is asked of it, as an object store would see it. Shared by the JVM. */
public final class RecordingFileIo extends HadoopFileIO {
  private static final long serialVersionUID = 1L;
  private static final List<String> CALLS = Collections.synchronizedList(new ArrayList<>());

  /** Made by Iceberg, by name. */
  public RecordingFileIo() {
    super(new Configuration());
  }

  /** The calls since the last look, like {@code PUT metadata}. */
  static List<String> take() {
    List<String> calls = List.copyOf(CALLS);
    CALLS.clear();
    return calls;
  }

  private static void record(String verb, String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String kind =
        name.endsWith(".metadata.json")
            ? "metadata"
            : name.startsWith("snap-") ? "list" : "manifest";
    CALLS.add(verb + " " + kind);
  }

  @Override
  public InputFile newInputFile(String path) {
    return new Recorded(super.newInputFile(path));
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return newInputFile(path);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    OutputFile file = super.newOutputFile(path);
    return new OutputFile() {
      @Override
      public PositionOutputStream create() {
        record("PUT", path);
        return file.create();
      }

      @Override
      public PositionOutputStream createOrOverwrite() {
        record("PUT", path);
        return file.createOrOverwrite();
      }

      @Override
      public String location() {
        return file.location();
      }

      @Override
      public InputFile toInputFile() {
        return newInputFile(path);
      }
    };
  }

  @Override
  public void deleteFile(String path) {
    record("DELETE", path);
    super.deleteFile(path);
  }

  @Override
  public void deleteFiles(Iterable<String> paths) {
    paths.forEach(this::deleteFile);
  }

  private record Recorded(InputFile file) implements InputFile {
    @Override
    public long getLength() {
      record("HEAD", location());
      return file.getLength();
    }

    @Override
    public SeekableInputStream newStream() {
      record("GET", location());
      return file.newStream();
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public boolean exists() {
      record("HEAD", location());
      return file.exists();
    }
  }
}
