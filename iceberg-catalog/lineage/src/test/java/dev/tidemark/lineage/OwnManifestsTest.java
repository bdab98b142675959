package dev.tidemark.lineage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.inmemory.InMemoryOutputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

class OwnManifestsTest {
  private final Storage storage = new Storage();
  private final OwnManifests own = new OwnManifests(storage);

  @Test
  void writtenManifestIsReadFromMemory() throws Exception {
    write("a.avro", "rows");

    assertThat(read("a.avro")).isEqualTo("rows");
    assertThat(own.newInputFile("a.avro").getLength()).isEqualTo(4);
    assertThat(own.newInputFile("a.avro", 4).exists()).isTrue();
    assertThat(storage.reads).isZero();
    assertThat(storage.files).containsKey("a.avro");
  }

  @Test
  void otherFilesAreNotKept() throws Exception {
    write("v1.metadata.json", "{}");

    assertThat(read("v1.metadata.json")).isEqualTo("{}");
    assertThat(storage.reads).isEqualTo(1);
  }

  @Test
  void fileThatOthersWroteIsReadFromStorage() throws Exception {
    storage.files.put("theirs.avro", "rows".getBytes(UTF_8));

    assertThat(read("theirs.avro")).isEqualTo("rows");
    assertThat(storage.reads).isEqualTo(1);
  }

  @Test
  void fileThatIsStillOpenIsNotServed() throws Exception {
    try (PositionOutputStream out = own.newOutputFile("a.avro").create()) {
      out.write("rows".getBytes(UTF_8));

      own.newInputFile("a.avro");

      assertThat(storage.reads).isEqualTo(1);
    }
  }

  @Test
  void fileWhoseCloseFailedIsNotServed() throws Exception {
    PositionOutputStream out = own.newOutputFile("a.avro").create();
    out.write("rows".getBytes(UTF_8));
    storage.failing = true;
    assertThatThrownBy(out::close).isInstanceOf(IOException.class);
    storage.failing = false;
    out.close();

    own.newInputFile("a.avro");

    assertThat(storage.reads).isEqualTo(1);
  }

  @Test
  void fileOneOfWhoseWritesFailedIsNotServed() throws Exception {
    try (PositionOutputStream out = own.newOutputFile("a.avro").create()) {
      storage.failing = true;
      assertThatThrownBy(() -> out.write("rows".getBytes(UTF_8))).isInstanceOf(IOException.class);
      storage.failing = false;
      out.write("rows".getBytes(UTF_8));
    }

    own.newInputFile("a.avro");

    assertThat(storage.reads).isEqualTo(1);
  }

  @Test
  void deletedFilesAreForgotten() throws Exception {
    write("a.avro", "a");
    write("b.avro", "b");
    write("c.avro", "c");

    own.deleteFile("a.avro");
    own.deleteFiles(List.of("b.avro"));

    own.newInputFile("a.avro");
    own.newInputFile("b.avro");
    own.newInputFile("c.avro");
    assertThat(storage.reads).isEqualTo(2);
    assertThat(storage.files).containsOnlyKeys("c.avro");
  }

  @Test
  void oldestFilesMakeRoom() throws Exception {
    for (int i = 0; i <= OwnManifests.MOST_FILES; i++) {
      write(i + ".avro", "rows");
    }
    own.newInputFile("1.avro");
    assertThat(storage.reads).isZero();
    own.newInputFile("0.avro");
    assertThat(storage.reads).isEqualTo(1);

    for (int i = 0; i < OwnManifests.MOST_BYTES / OwnManifests.LARGEST; i++) {
      write(i + "-large.avro", "x".repeat(OwnManifests.LARGEST));
    }
    own.newInputFile("0-large.avro");
    assertThat(storage.reads).isEqualTo(1);
    own.newInputFile(OwnManifests.MOST_FILES + ".avro");
    assertThat(storage.reads).isEqualTo(2);
  }

  @Test
  void fileThatWouldPushOutMostOthersIsNotKept() throws Exception {
    write("a.avro", "rows");
    write("huge.avro", "x".repeat(OwnManifests.LARGEST + 1));

    own.newInputFile("a.avro");
    assertThat(storage.reads).isZero();
    own.newInputFile("huge.avro");
    assertThat(storage.reads).isEqualTo(1);
  }

  private void write(String path, String content) throws IOException {
    try (PositionOutputStream out = own.newOutputFile(path).create()) {
      for (byte one : content.substring(0, 1).getBytes(UTF_8)) {
        out.write(one);
      }
      out.write(content.substring(1).getBytes(UTF_8));
    }
  }

  private String read(String path) throws IOException {
    try (SeekableInputStream in = own.newInputFile(path).newStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** Counts the files it is asked for; writes and closes fail at will. */
  private static final class Storage implements FileIO {
    private static final long serialVersionUID = 1L;
    final HashMap<String, byte[]> files = new HashMap<>();
    int reads;
    boolean failing;

    @Override
    public InputFile newInputFile(String path) {
      reads++;
      return new InMemoryInputFile(path, files.getOrDefault(path, new byte[0]));
    }

    @Override
    public OutputFile newOutputFile(String path) {
      InMemoryOutputFile file = new InMemoryOutputFile(path);
      return new OutputFile() {
        @Override
        public PositionOutputStream create() {
          return new Failing(path, file, file.create());
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
          return create();
        }

        @Override
        public String location() {
          return path;
        }

        @Override
        public InputFile toInputFile() {
          return newInputFile(path);
        }
      };
    }

    @Override
    public void deleteFile(String path) {
      files.remove(path);
    }

    private final class Failing extends PositionOutputStream {
      private final String path;
      private final InMemoryOutputFile file;
      private final PositionOutputStream out;

      Failing(String path, InMemoryOutputFile file, PositionOutputStream out) {
        this.path = path;
        this.file = file;
        this.out = out;
      }

      @Override
      public void write(int one) throws IOException {
        requireWell();
        out.write(one);
      }

      @Override
      public void write(byte[] from, int offset, int length) throws IOException {
        requireWell();
        out.write(from, offset, length);
      }

      @Override
      public long getPos() throws IOException {
        return out.getPos();
      }

      @Override
      public void close() throws IOException {
        requireWell();
        out.close();
        files.put(path, file.toByteArray());
      }

      private void requireWell() throws IOException {
        if (failing) {
          throw new IOException("storage is down");
        }
      }
    }
  }
}
