package dev.tidemark.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic {@code order-lines}, filled with numbered lines. */
final class OrderTopic implements AutoCloseable {
  static final String NAME = "order-lines";

  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"OrderLine","fields":[
                {"name":"invoice_no","type":"string"},
                {"name":"stock_code","type":"string"},
                {"name":"description","type":["null","string"]},
                {"name":"quantity","type":"int"},
                {"name":"invoice_time","type":{"type":"long","logicalType":"timestamp-millis"}},
                {"name":"unit_price","type":
                  {"type":"bytes","logicalType":"decimal","precision":10,"scale":3}},
                {"name":"customer_id","type":["null","string"]},
                {"name":"country","type":"string"}]}
              """);

  private final KafkaProducer<byte[], byte[]> producer;
  private final int schemaId;

  OrderTopic(String bootstrapServers, String registryUrl, int partitions) throws Exception {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    try (Admin admin = Admin.create(properties)) {
      admin.createTopics(List.of(new NewTopic(NAME, partitions, (short) 1))).all().get();
    }
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    schemaId = register(registryUrl);
  }

  private static int register(String registryUrl) throws IOException, InterruptedException {
    String body =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .writeValueAsString(Map.of("schema", SCHEMA.toString()));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(registryUrl + "/subjects/order-lines-value/versions"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    Matcher id = Pattern.compile("\"id\"\\s*:\\s*(\\d+)").matcher(answer.body());
    if (!id.find()) {
      throw new IOException("The registry answered " + answer.body());
    }
    return Integer.parseInt(id.group(1));
  }

  /** Line {@code n} goes to partition {@code n % partitions} of those given. */
  void line(int partition, int n) throws IOException {
    GenericRecord line = new GenericData.Record(SCHEMA);
    line.put("invoice_no", (n % 10 == 0 ? "C" : "") + n);
    line.put("stock_code", "S" + n % 7);
    line.put("description", n % 3 == 0 ? null : "thing " + n);
    line.put("quantity", n % 10 == 0 ? -1 : n % 5 + 1);
    line.put("invoice_time", 1_290_000_000_000L + n * 1_000L);
    line.put("unit_price", BigDecimal.valueOf(n % 1000, 3));
    line.put("customer_id", null);
    line.put("country", "France");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0);
    bytes.writeBytes(ByteBuffer.allocate(4).putInt(schemaId).array());
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(SCHEMA, data).write(line, encoder);
    encoder.flush();
    raw(partition, bytes.toByteArray());
  }

  void raw(int partition, byte[] value) {
    producer.send(new ProducerRecord<>(NAME, partition, null, value));
  }

  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
