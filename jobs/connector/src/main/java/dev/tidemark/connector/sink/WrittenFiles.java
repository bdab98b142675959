package dev.tidemark.connector.sink;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.io.WriteResult;
import org.apache.iceberg.util.JsonUtil;

/**
 * The files that writers closed for one epoch, each as Iceberg's own JSON of a content file (the
 * form of its REST protocol).
 *
 * <p>The list itself travels in the job's state, not a manifest that it points to: a savepoint of
 * any age can commit its epoch again as long as the data files exist, and an epoch costs no
 * additional objects on S3.
 */
record WrittenFiles(List<String> dataFiles, List<String> deleteFiles, List<String> referenced) {
  static final WrittenFiles NONE = new WrittenFiles(List.of(), List.of(), List.of());

  WrittenFiles {
    dataFiles = List.copyOf(dataFiles);
    deleteFiles = List.copyOf(deleteFiles);
    referenced = List.copyOf(referenced);
  }

  static WrittenFiles of(WriteResult result, Map<Integer, PartitionSpec> specs) {
    List<String> data = new ArrayList<>();
    for (DataFile file : result.dataFiles()) {
      data.add(ContentFileParser.toJson(file, specs.get(file.specId())));
    }
    List<String> deletes = new ArrayList<>();
    for (DeleteFile file : result.deleteFiles()) {
      deletes.add(ContentFileParser.toJson(file, specs.get(file.specId())));
    }
    List<String> referenced = new ArrayList<>();
    for (CharSequence location : result.referencedDataFiles()) {
      referenced.add(location.toString());
    }
    return new WrittenFiles(data, deletes, referenced);
  }

  boolean isEmpty() {
    return dataFiles.isEmpty() && deleteFiles.isEmpty();
  }

  /** Both together. */
  WrittenFiles and(WrittenFiles other) {
    return new WrittenFiles(
        joined(dataFiles, other.dataFiles),
        joined(deleteFiles, other.deleteFiles),
        joined(referenced, other.referenced));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  List<DataFile> dataFiles(Map<Integer, PartitionSpec> specs) {
    return dataFiles.stream().map(json -> (DataFile) parse(json, specs)).toList();
  }

  List<DeleteFile> deleteFiles(Map<Integer, PartitionSpec> specs) {
    return deleteFiles.stream().map(json -> (DeleteFile) parse(json, specs)).toList();
  }

  private static ContentFile<?> parse(String json, Map<Integer, PartitionSpec> specs) {
    return JsonUtil.parse(json, node -> ContentFileParser.fromJson(node, specs));
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (List<String> list : List.of(dataFiles, deleteFiles, referenced)) {
        out.writeInt(list.size());
        for (String text : list) {
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          out.writeInt(utf8.length);
          out.write(utf8);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static WrittenFiles fromBytes(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new WrittenFiles(texts(in), texts(in), texts(in));
    }
  }

  private static List<String> texts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
    }
    return texts;
  }

  static final class Serializer implements SimpleVersionedSerializer<WrittenFiles> {
    static final Serializer INSTANCE = new Serializer();

    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(WrittenFiles files) {
      return files.toBytes();
    }

    @Override
    public WrittenFiles deserialize(int version, byte[] bytes) throws IOException {
      return fromBytes(bytes);
    }
  }
}
