package dev.tidemark.control.generate;

import dev.tidemark.control.load.AvroSchemas;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The shop's topics, and what their records hold. Keys are strings. */
public enum ShopTopic {
  ORDER_LINES(
      new Name("order-lines", "OrderLine", "invoice_no"),
      false,
      required("invoice_no", "string", "Number of the order; C in front for a cancellation."),
      required("stock_code", "string", "Product of the line."),
      optional("description", "string", "What the product was called; null for a correction."),
      required("quantity", "int", "Pieces; negative for cancellations and corrections."),
      required("invoice_time", "timestamptz", "When the order was booked."),
      required("unit_price", "decimal(10,3)", "Price of one piece in pounds."),
      optional("customer_id", "string", "Who ordered; null for guests and corrections."),
      required("country", "string", "Where the customer lives.")),
  PRODUCT_UPDATES(
      new Name("product-updates", "ProductUpdate", "stock_code"),
      true,
      required("stock_code", "string", "Identifies the product."),
      optional("description", "string", "What the shop calls it from now on."),
      required("unit_price", "decimal(10,3)", "What one piece costs from now on, in pounds."),
      required("updated_at", "timestamptz", "Since when.")),
  PURCHASES(
      new Name("purchases", "Purchase", "customer_id"),
      false,
      required("customer_id", "string", "Who bought; guests are not here."),
      required("order_id", "string", "The order; of a refund the order that was cancelled."),
      optional("product_id", "string", "The line's stock_code."),
      required("quantity", "int", "Pieces; negative for a refund."),
      required("amount", "decimal(10,2)", "Pieces times price in pounds; negative for a refund."),
      required("purchased_at", "timestamptz", "When the order, or its cancellation, was booked.")),
  ACCOUNTS(
      new Name("accounts", "Account", "customer_id"),
      true,
      required("customer_id", "string", "Identifies the customer."),
      optional("name", "string", "What the customer is called."),
      optional("email", "string", "Where mail goes."),
      optional("age_group", "string", "Such as 25-34."),
      optional("income_group", "string", "A year's, such as 35-49K."),
      optional("household_size", "string", "1 to 5+."),
      required("changed_at", "timestamptz", "Since when the account is so.")),
  ORDERS(
      new Name("orders", "Order", "customer_id"),
      false,
      required("order_id", "string", "The invoice_no of its lines."),
      required("customer_id", "string", "Who ordered; guests are not here."),
      required("amount", "decimal(10,2)", "Sum of its lines in pounds."),
      required("ordered_at", "timestamptz", "When it was booked.")),
  ISSUES(
      new Name("issues", "Issue", "issue_id"),
      true,
      required("issue_id", "string", "Identifies the issue."),
      required("customer_id", "string", "Whose it is."),
      optional("subject", "string", "What it is about."),
      required("status", "string", "open or closed."),
      required("opened_at", "timestamptz", "When it was opened first."),
      required("changed_at", "timestamptz", "Since when the status is so.")),
  CONTACTS(
      new Name("contacts", "Contact", "customer_id"),
      false,
      required("customer_id", "string", "Who was spoken with."),
      required("channel", "string", "phone, mail or chat."),
      required("contacted_at", "timestamptz", "When.")),
  AGENT_TURNS(
      new Name("agent-turns", "AgentTurn", "session_id"),
      false,
      required("session_id", "string", "The conversation."),
      required("turn", "int", "Number of the message in it, from 1 on."),
      optional("issue_id", "string", "What it is about; null for a general question."),
      optional("customer_id", "string", "Who talks with the agent."),
      optional("content", "string", "What was said, or what a tool answered."),
      optional("tool_call_id", "string", "Ties a tool's answer to the call."),
      optional("tool_name", "string", "The tool that was called."),
      optional("tool_arguments", "string", "What it was called with, as JSON."),
      optional("tokens", "int", "Tokens of an assistant's message."),
      required("role", "string", "user, assistant or tool."),
      required("said_at", "timestamptz", "When."));

  private static final String NAMESPACE = "dev.tidemark.shop.";

  /** As wide as a producer can write it that knows nothing of the contract. */
  private static final int LOOSE_PRECISION = 20;

  private final Name name;
  private final boolean deletes;
  private final List<Described> described;
  private final Schema schema;

  ShopTopic(Name name, boolean deletes, Described... described) {
    this.name = name;
    this.deletes = deletes;
    this.described = List.of(described);
    this.schema = AvroSchemas.record(NAMESPACE + name.schema(), fields());
  }

  private record Name(String topic, String schema, String key) {}

  /** A field, and what it says to people. */
  record Described(Field field, String meaning) {}

  private static Described required(String name, String type, String meaning) {
    return new Described(new Field(name, FieldType.parse(type), true), meaning);
  }

  private static Described optional(String name, String type, String meaning) {
    return new Described(new Field(name, FieldType.parse(type), false), meaning);
  }

  /** The topic of this name in Kafka, if the shop has it. */
  public static Optional<ShopTopic> named(String topic) {
    return Arrays.stream(values()).filter(known -> known.topic().equals(topic)).findFirst();
  }

  /** The name in Kafka. */
  public String topic() {
    return name.topic();
  }

  /** The field whose value is the key. */
  String key() {
    return name.key();
  }

  /** Whether a record without a value deletes what its key names. */
  boolean deletes() {
    return deletes;
  }

  List<Described> described() {
    return described;
  }

  List<Field> fields() {
    return described.stream().map(Described::field).toList();
  }

  Schema schema() {
    return schema;
  }

  /** When it happened, in the record's own words: its last required time. */
  String eventTime() {
    return this == ORDER_LINES ? "invoice_time" : fields().get(fields().size() - 1).name();
  }

  /** The same record without any promise: fields may be null, numbers may be long. */
  Schema looseSchema() {
    List<Field> loose =
        fields().stream()
            .map(field -> new Field(field.name(), loose(field.type()), false))
            .toList();
    return AvroSchemas.record(NAMESPACE + "Loose" + name.schema(), loose);
  }

  private static FieldType loose(FieldType type) {
    return type instanceof FieldType.Decimal decimal
        ? FieldType.decimal(LOOSE_PRECISION, decimal.scale())
        : type;
  }

  /** A record of these values, in the order of the fields. */
  GenericRecord record(@Nullable Object... values) {
    var record = new GenericData.Record(schema);
    for (int i = 0; i < values.length; i++) {
      record.put(i, values[i]);
    }
    return record;
  }
}
