package dev.tidemark.lineage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestListFile;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SupportsBulkOperations;
import org.jspecify.annotations.Nullable;

/**
 * A table's storage that remembers the manifests and manifest lists written through it, and reads
 * them from memory.
 *
 * <p>A commit reads the manifest list of the commit before it, and every hundredth one merges a
 * hundred manifests, one after the other. Nearly all of them this process wrote itself. They never
 * change and their names never return, so the bytes that went out are the bytes that would come
 * back. A file counts as written once its stream was closed without an error; what is deleted here
 * is forgotten here. If somebody else deletes a file, no branch holds it any more, and no commit
 * asks for it.
 *
 * <p>Bounded; the oldest go first. An upserting run writes two manifests and a list per epoch, so
 * the bound holds what is written between two merges, for tables of usual width.
 *
 * <p>For the operations of one commit only: of the interfaces that a {@link FileIO} may have
 * besides, a commit asks for {@link SupportsBulkOperations} alone.
 */
final class OwnManifests implements FileIO, SupportsBulkOperations {
  private static final long serialVersionUID = 1L;

  static final int MOST_FILES = 500;
  static final int MOST_BYTES = 8 << 20;
  static final int LARGEST = MOST_BYTES / 8;

  private final FileIO io;
  private final LinkedHashMap<String, byte[]> written = new LinkedHashMap<>();
  private int bytes;

  OwnManifests(FileIO io) {
    this.io = io;
  }

  /** Whether this is a memory of {@code storage}. */
  boolean isOf(FileIO storage) {
    return io == storage;
  }

  @Override
  public InputFile newInputFile(String path) {
    byte[] own = find(path);
    return own == null ? io.newInputFile(path) : new InMemoryInputFile(path, own);
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    byte[] own = find(path);
    return own == null ? io.newInputFile(path, length) : new InMemoryInputFile(path, own);
  }

  /** An encrypted one is the storage's own to open. */
  @Override
  public InputFile newInputFile(ManifestFile manifest) {
    return manifest.keyMetadata() == null
        ? newInputFile(manifest.path(), manifest.length())
        : io.newInputFile(manifest);
  }

  /** An encrypted one is the storage's own to open. */
  @Override
  public InputFile newInputFile(ManifestListFile list) {
    return list.encryptionKeyID() == null ? newInputFile(list.location()) : io.newInputFile(list);
  }

  @Override
  public InputFile newInputFile(DataFile file) {
    return io.newInputFile(file);
  }

  @Override
  public InputFile newInputFile(DeleteFile file) {
    return io.newInputFile(file);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    OutputFile file = io.newOutputFile(path);
    return file.location().endsWith(".avro") ? new RememberedFile(file) : file;
  }

  @Override
  public void deleteFile(String path) {
    forget(path);
    io.deleteFile(path);
  }

  /** In bulk where the storage can; otherwise one by one. */
  @Override
  public void deleteFiles(Iterable<String> paths) {
    paths.forEach(this::forget);
    CatalogUtil.deleteFiles(io, paths, "uncommitted");
  }

  @Override
  public Map<String, String> properties() {
    return io.properties();
  }

  /** The storage is the catalog's to close. */
  @Override
  public void close() {}

  private synchronized byte @Nullable [] find(String path) {
    return written.get(path);
  }

  private synchronized void remember(String path, byte[] content) {
    forget(path);
    written.put(path, content);
    bytes += content.length;
    Iterator<byte[]> oldest = written.values().iterator();
    while (written.size() > MOST_FILES || bytes > MOST_BYTES) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
  }

  private synchronized void forget(String path) {
    byte[] content = written.remove(path);
    bytes -= content == null ? 0 : content.length;
  }

  private final class RememberedFile implements OutputFile {
    private final OutputFile file;

    RememberedFile(OutputFile file) {
      this.file = file;
    }

    @Override
    public PositionOutputStream create() {
      return new RememberedStream(file.location(), file.create());
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new RememberedStream(file.location(), file.createOrOverwrite());
    }

    @Override
    public String location() {
      return file.location();
    }

    @Override
    public InputFile toInputFile() {
      byte[] own = find(location());
      return own == null ? file.toInputFile() : new InMemoryInputFile(location(), own);
    }
  }

  private final class RememberedStream extends PositionOutputStream {
    private final String path;
    private final PositionOutputStream out;
    private final ByteArrayOutputStream copy = new ByteArrayOutputStream(8192);
    private boolean whole = true;

    RememberedStream(String path, PositionOutputStream out) {
      this.path = path;
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      boolean fits = whole && copy.size() + length <= LARGEST;
      whole = false;
      out.write(from, offset, length);
      if (fits) {
        copy.write(from, offset, length);
        whole = true;
      }
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public long storedLength() throws IOException {
      return out.storedLength();
    }

    @Override
    public void close() throws IOException {
      boolean complete = whole;
      whole = false;
      out.close();
      if (complete) {
        remember(path, copy.toByteArray());
      }
    }
  }
}
