package dev.tidemark.control.load;

import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Avro schemas of records. A field that is not required is a union with null, whose default is
 * null, so that later versions of the schema can leave it out.
 */
public final class AvroSchemas {
  private AvroSchemas() {}

  /** The record of a mapping's values. */
  static Schema value(Mapping mapping) {
    return record(mapping.schemaName(), mapping.fields().stream().map(MappedField::field).toList());
  }

  /** The record of a mapping's keys, for Avro keys. */
  static Schema key(Mapping mapping) {
    List<Field> fields =
        mapping.keyFields().stream()
            .map(name -> mapping.field(name).orElseThrow().field())
            .toList();
    return record(mapping.schemaName() + "Key", fields);
  }

  /**
   * A record of these fields.
   *
   * @param fullName with its namespace, if it has one
   */
  public static Schema record(String fullName, List<Field> fields) {
    var avro = new ArrayList<Schema.Field>();
    for (Field field : fields) {
      Schema type = type(field.type());
      avro.add(
          field.required()
              ? new Schema.Field(field.name(), type)
              : new Schema.Field(
                  field.name(),
                  Schema.createUnion(Schema.create(Schema.Type.NULL), type),
                  null,
                  Schema.Field.NULL_DEFAULT_VALUE));
    }
    int dot = fullName.lastIndexOf('.');
    String namespace = dot < 0 ? null : fullName.substring(0, dot);
    return Schema.createRecord(fullName.substring(dot + 1), null, namespace, false, avro);
  }

  private static Schema type(FieldType type) {
    if (type instanceof FieldType.Decimal decimal) {
      return logical(LogicalTypes.decimal(decimal.precision(), decimal.scale()), Schema.Type.BYTES);
    }
    return switch ((FieldType.Simple) type) {
      case STRING -> Schema.create(Schema.Type.STRING);
      case INT -> Schema.create(Schema.Type.INT);
      case LONG -> Schema.create(Schema.Type.LONG);
      case FLOAT -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case DATE -> logical(LogicalTypes.date(), Schema.Type.INT);
      case TIMESTAMP -> logical(LogicalTypes.localTimestampMillis(), Schema.Type.LONG);
      case TIMESTAMPTZ -> logical(LogicalTypes.timestampMillis(), Schema.Type.LONG);
      case BINARY -> Schema.create(Schema.Type.BYTES);
    };
  }

  private static Schema logical(LogicalType logical, Schema.Type type) {
    return logical.addToSchema(Schema.create(type));
  }
}
