package dev.tidemark.bench.commit;

import java.util.Map;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/** Commits as Iceberg's own sink does: one append, with that sink's three keys. */
final class PlainHistory implements History {
  private final int length;
  private final TimedCatalog catalog;
  private final Table table;
  private long checkpoint;

  PlainHistory(Catalog catalog, int length) {
    this.length = length;
    this.catalog = new TimedCatalog(catalog);
    TableIdentifier name = TableIdentifier.of(Namespace.of("bench"), "plain_" + System.nanoTime());
    catalog.createTable(
        name,
        SCHEMA,
        PartitionSpec.unpartitioned(),
        Map.of("format-version", "2", "write.metadata.delete-after-commit.enabled", "true"));
    this.table = this.catalog.loadTable(name);
  }

  @Override
  public String name() {
    return "Iceberg's append";
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long visible() {
    return catalog.visible();
  }

  @Override
  public void commit() {
    AppendFiles append = table.newAppend();
    append.appendFile(History.file(5000));
    append.appendFile(History.file(5000));
    append.set("flink.max-committed-checkpoint-id", String.valueOf(++checkpoint));
    append.set("flink.job-id", "0123456789abcdef0123456789abcdef");
    append.set("flink.operator-id", "0123456789abcdef0123456789abcdef");
    append.commit();
  }
}
