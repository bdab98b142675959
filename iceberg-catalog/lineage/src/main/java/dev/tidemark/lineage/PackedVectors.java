package dev.tidemark.lineage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * All vectors of a tidemark in one short string, for tables with too many partitions for text.
 *
 * <p>Six columns over all partitions in order: start, to − start, consumed, rejected, late,
 * excluded; accepted follows from the others. A column is its smallest value, the number of bits
 * that the largest difference to it needs, and the differences in so many bits each. Offsets of
 * partitions look random, and deflate cannot shrink what is random but does waste bits on bytes
 * that are partly random; so the bits are cut to size first, and deflate is left with what repeats
 * (counts that are nearly all zero). Against varints of differences between neighbours it saves the
 * continuation and sign bits, about a fifth; a column of equal values costs two bytes.
 */
final class PackedVectors {
  /** Bounds what a damaged or hostile string can make a reader allocate. */
  private static final int MAX_PARTITIONS = 1_000_000;

  private PackedVectors() {}

  static String pack(List<TopicProgress> topics) {
    ByteArrayOutputStream columns = new ByteArrayOutputStream();
    topics.forEach(topic -> putVarint(columns, topic.partitions().size()));
    putColumn(columns, topics, PartitionProgress::start);
    putColumn(columns, topics, it -> it.to() - it.start());
    putColumn(columns, topics, PartitionProgress::consumed);
    putColumn(columns, topics, PartitionProgress::rejected);
    putColumn(columns, topics, PartitionProgress::late);
    putColumn(columns, topics, PartitionProgress::excluded);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(deflate(columns.toByteArray()));
  }

  static List<List<PartitionProgress>> unpack(String packed, int topics) {
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(Base64.getUrlDecoder().decode(packed)))) {
      int[] sizes = new int[topics];
      int partitions = 0;
      for (int t = 0; t < topics; t++) {
        sizes[t] = Math.toIntExact(readVarint(in));
        if (sizes[t] < 1) {
          throw new IllegalArgumentException(
              "%s claims %d partitions of topic number %d.".formatted(Keys.PACKED, sizes[t], t));
        }
        partitions = Math.addExact(partitions, sizes[t]);
      }
      if (partitions > MAX_PARTITIONS) {
        throw new IllegalArgumentException(
            "%s claims %d partitions.".formatted(Keys.PACKED, partitions));
      }
      return split(sizes, rows(in, partitions));
    } catch (IOException broken) {
      throw new IllegalArgumentException(
          "%s cannot be unpacked (%s).".formatted(Keys.PACKED, broken.getMessage()), broken);
    }
  }

  private static List<PartitionProgress> rows(InputStream in, int partitions) throws IOException {
    long[] start = readColumn(in, partitions);
    long[] read = readColumn(in, partitions);
    long[] consumed = readColumn(in, partitions);
    long[] rejected = readColumn(in, partitions);
    long[] late = readColumn(in, partitions);
    long[] excluded = readColumn(in, partitions);
    List<PartitionProgress> rows = new ArrayList<>(partitions);
    for (int p = 0; p < partitions; p++) {
      rows.add(
          new PartitionProgress(
              start[p],
              start[p] + read[p],
              consumed[p],
              consumed[p] - rejected[p] - late[p] - excluded[p],
              rejected[p],
              late[p],
              excluded[p]));
    }
    return rows;
  }

  private static List<List<PartitionProgress>> split(int[] sizes, List<PartitionProgress> rows) {
    List<List<PartitionProgress>> topics = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      topics.add(rows.subList(from, from + size));
      from += size;
    }
    return topics;
  }

  private static void putColumn(
      ByteArrayOutputStream out,
      List<TopicProgress> topics,
      ToLongFunction<PartitionProgress> field) {
    long[] values =
        topics.stream().flatMap(it -> it.partitions().stream()).mapToLong(field).toArray();
    long min = Long.MAX_VALUE;
    long max = 0;
    for (long value : values) {
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    int width = Long.SIZE - Long.numberOfLeadingZeros(max - min);
    putVarint(out, min);
    out.write(width);
    putBits(out, values, min, width);
  }

  /** Lowest bit first, without gaps between values; the column ends at a whole byte. */
  private static void putBits(ByteArrayOutputStream out, long[] values, long min, int width) {
    int pending = 0;
    int bits = 0;
    for (long value : values) {
      for (int bit = 0; bit < width; bit++) {
        pending |= (int) (((value - min) >>> bit) & 1) << bits;
        if (++bits == Byte.SIZE) {
          out.write(pending);
          pending = 0;
          bits = 0;
        }
      }
    }
    if (bits > 0) {
      out.write(pending);
    }
  }

  private static long[] readColumn(InputStream in, int partitions) throws IOException {
    long[] values = new long[partitions];
    long min = readVarint(in);
    int width = readByte(in);
    if (width > Long.SIZE) {
      throw new IllegalArgumentException(
          "%s has a column of %d bits a value.".formatted(Keys.PACKED, width));
    }
    int pending = 0;
    int bits = 0;
    for (int p = 0; p < partitions; p++) {
      for (int bit = 0; bit < width; bit++) {
        if (bits == 0) {
          pending = readByte(in);
          bits = Byte.SIZE;
        }
        values[p] |= (pending & 1L) << bit;
        pending >>>= 1;
        bits--;
      }
      values[p] += min;
    }
    return values;
  }

  private static void putVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long readVarint(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = readByte(in);
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new IllegalArgumentException("%s has a number without end.".formatted(Keys.PACKED));
  }

  private static int readByte(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new IllegalArgumentException("%s ends early.".formatted(Keys.PACKED));
    }
    return next;
  }

  private static byte[] deflate(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
      deflating.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }
}
