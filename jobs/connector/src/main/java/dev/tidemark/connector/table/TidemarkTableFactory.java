package dev.tidemark.connector.table;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * {@code 'connector' = 'tidemark'}: with {@code 'topic'} a table to read, with {@code 'table'} one
 * to write.
 *
 * <p>It only reads what was declared. Kafka, registry and catalog are asked when the job is built;
 * so a statement can be compiled where none of them is.
 */
public final class TidemarkTableFactory
    implements DynamicTableSourceFactory, DynamicTableSinkFactory {
  @Override
  public String factoryIdentifier() {
    return "tidemark";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return new HashSet<>(TableOptions.all());
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    String name = context.getObjectIdentifier().asSummaryString();
    Problems problems = new Problems("Cannot read " + name);
    ReadableConfig options = options(context);
    if (options.getOptional(TableOptions.TOPIC).isEmpty()) {
      problems.add(
          "'topic' is missing. Give the topic to read; a live table is read with Iceberg's connector.");
    }
    refuse(context, TableOptions.ofLiveTables(), "a topic", problems);
    TopicTable topic = TopicTable.of(schema(context), options, problems);
    problems.refuseIfAny();
    return new TopicTableSource(
        name,
        topic,
        context.getPhysicalRowDataType(),
        Map.copyOf(context.getCatalogTable().getOptions()),
        context.getConfiguration());
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    String name = context.getObjectIdentifier().asSummaryString();
    Problems problems = new Problems("Cannot write " + name);
    ReadableConfig options = options(context);
    if (options.getOptional(TableOptions.TABLE).isEmpty()) {
      problems.add("'table' is missing. Give the live table to write, like 'shop.order_lines'.");
    }
    refuse(context, TableOptions.ofTopics(), "a live table", problems);
    if (!context.getCatalogTable().getPartitionKeys().isEmpty()) {
      problems.add(
          "it has PARTITIONED BY %s. Give 'partition-by' instead, which also takes month(c), day(c),"
              + " hour(c), bucket(n, c) and truncate(n, c).",
          context.getCatalogTable().getPartitionKeys());
    }
    LiveTableColumns table = LiveTableColumns.of(schema(context), options, problems);
    problems.refuseIfAny();
    return new LiveTableSink(
        table, Map.copyOf(context.getCatalogTable().getOptions()), context.getConfiguration());
  }

  private ReadableConfig options(Context context) {
    var helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(TableOptions.KAFKA_PREFIX, TableOptions.CATALOG_PREFIX);
    return helper.getOptions();
  }

  private static ResolvedSchema schema(Context context) {
    return context.getCatalogTable().getResolvedSchema();
  }

  private static void refuse(
      Context context, Set<ConfigOption<?>> options, String of, Problems problems) {
    options.stream()
        .map(ConfigOption::key)
        .filter(context.getCatalogTable().getOptions()::containsKey)
        .sorted()
        .forEach(key -> problems.add("'%s' is no option of %s. Leave it out.", key, of));
  }
}
