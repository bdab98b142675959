package dev.tidemark.definition;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The fingerprint of a definition: SHA-256 over one canonical line per part, cut to 64 bits. Cut,
 * because it stands in every snapshot; it tells versions of one definition apart and guards against
 * nobody.
 */
final class Fingerprint {
  private static final int HEX_DIGITS = 16;
  private final StringBuilder lines = new StringBuilder("tidemark definition 1\n");

  private Fingerprint() {}

  static String of(TableDefinition definition) {
    var print = new Fingerprint();
    print.line("table", definition.name(), definition.kind(), definition.formatVersion());
    if (definition.isSql()) {
      print.text("view", definition.sql());
    } else {
      print.line("pipeline", definition.pipeline());
    }
    definition.sources().forEach(source -> print.source(source, definition.isSql()));
    definition
        .columns()
        .forEach(c -> print.line("column", c.name(), c.type().text(), c.required()));
    print.line("primary-key", definition.primaryKey());
    print.line(
        "partition-by", definition.partitionBy().stream().map(PartitionField::text).toList());
    return print.digest();
  }

  private void source(Source source, boolean inSql) {
    line("source", source.topic(), source.keyFormat(), source.tombstones());
    if (inSql) {
      line("in sql", source.table(), source.primaryKey());
    }
    fields("key", source.keyFields());
    fields("field", source.fields());
    EventTime time = source.eventTime();
    if (time != null) {
      line("event-time", time.field(), time.lateness() == null ? "never late" : time.lateness());
    }
  }

  private void fields(String what, List<Field> fields) {
    fields.forEach(f -> line(what, f.name(), f.type().text(), f.required()));
  }

  /** Any text: its length in front says where it ends. */
  private void text(String what, String text) {
    line(what, text.length());
    lines.append(text).append('\n');
  }

  private void line(Object... parts) {
    // No part can hold a tab or a line break: names are snake_case, topics are Kafka's.
    for (Object part : parts) {
      lines.append(part).append('\t');
    }
    lines.append('\n');
  }

  private String digest() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(lines.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java platform has SHA-256", impossible);
    }
  }
}
