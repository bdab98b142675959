package dev.tidemark.control.load;

import dev.tidemark.control.load.ValueReader.TimeFormat;
import dev.tidemark.definition.DurationText;
import dev.tidemark.definition.Field;
import dev.tidemark.definition.FieldType;
import dev.tidemark.yaml.Form;
import dev.tidemark.yaml.YamlDocument;
import dev.tidemark.yaml.YamlMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the fields of a mapping of their YAML; problems go to the document. */
final class FieldReader {
  private static final Form<String> ANY = new Form<>("a text", Optional::of);
  private static final Form<FieldType> TYPE = Form.of(FieldType.ACCEPTED, FieldType::parse);
  private static final Form<ZoneId> ZONE =
      new Form<>(
          "a time zone like Europe/London or UTC",
          text -> {
            try {
              return Optional.of(ZoneId.of(text));
            } catch (DateTimeException unknown) {
              return Optional.empty();
            }
          });
  private static final Form<Instant> MOMENT =
      new Form<>(
          "a time with its zone like 2019-03-01T09:00:00Z, in whole milliseconds",
          text -> {
            try {
              Instant moment = OffsetDateTime.parse(text).toInstant();
              return moment.getNano() % 1_000_000 == 0 ? Optional.of(moment) : Optional.empty();
            } catch (DateTimeException noTime) {
              return Optional.empty();
            }
          });
  private static final String FORMATS =
      "iso, epoch-s, epoch-ms, or a pattern like yyyy-MM-dd HH:mm:ss";
  private static final Set<String> NO_PATTERNS = Set.of("iso", "epoch-s", "epoch-ms");
  private static final Set<FieldType> TIMES =
      Set.of(FieldType.DATE, FieldType.TIMESTAMP, FieldType.TIMESTAMPTZ);

  private final YamlDocument document;

  FieldReader(YamlDocument document) {
    this.document = document;
  }

  MappedField read(YamlMap map) {
    FieldType type = map.required("type", TYPE).orElse(FieldType.STRING);
    var field =
        new Field(
            map.required("name", MappingReader.NAME).orElse(""),
            type,
            map.optional("required", Form.YES_NO).orElse(false));
    MappedField.Origin origin = origin(map, type);
    List<String> listed = map.list("absent", ANY);
    List<String> absent = map.has("absent") ? listed : List.of("");
    String suffix = map.optional("remove-suffix", Form.TEXT).orElse("");
    TimeFormat time = timeFormat(map, type);
    map.refuseOtherKeys();
    return new MappedField(field, origin, Set.copyOf(absent), suffix, new ValueReader(type, time));
  }

  private MappedField.Origin origin(YamlMap map, FieldType type) {
    Optional<String> from = map.optional("from", Form.TEXT);
    Optional<String> template = map.optional("template", Form.TEXT);
    Optional<Instant> start = map.optional("start", MOMENT);
    Optional<Duration> every =
        map.optional("every", Form.of(DurationText.ACCEPTED, DurationText::parse));
    boolean spaced = map.has("start") || map.has("every");
    if ((from.isPresent() ? 1 : 0) + (template.isPresent() ? 1 : 0) + (spaced ? 1 : 0) != 1) {
      document.problem(
          map.path("from"),
          found(map),
          "either from: a column, or template: a text with columns in braces, or start: and every: a time by the row's place");
    }
    if (spaced) {
      return spaced(map, type, start, every);
    }
    return new MappedField.Origin.Text(
        from.map(Template::column).orElseGet(() -> Template.parse(template.orElse(""))));
  }

  private MappedField.Origin spaced(
      YamlMap map, FieldType type, Optional<Instant> start, Optional<Duration> every) {
    if (!map.has("start") || !map.has("every")) {
      String missing = map.has("start") ? "every" : "start";
      document.problem(
          map.path(missing),
          "nothing",
          missing.equals("start") ? MOMENT.accepted() : DurationText.ACCEPTED);
    }
    if (type != FieldType.TIMESTAMPTZ) {
      document.problem(map.path("start"), "a start for " + type.text(), "it for timestamptz only");
    }
    return new MappedField.Origin.Spaced(start.orElse(Instant.EPOCH), every.orElse(Duration.ZERO));
  }

  private static String found(YamlMap map) {
    List<String> given = Stream.of("from", "template", "start", "every").filter(map::has).toList();
    return given.isEmpty() ? "nothing" : String.join(" and ", given);
  }

  private TimeFormat timeFormat(YamlMap map, FieldType type) {
    Optional<String> format = map.optional("format", Form.TEXT);
    Optional<ZoneId> zone = map.optional("zone", ZONE);
    if (type != FieldType.TIMESTAMPTZ) {
      refuse(map, zone, "none for " + type.text());
    } else if (NO_PATTERNS.contains(format.orElse("iso"))) {
      refuse(map, zone, "none without a pattern as format");
    }
    if (!TIMES.contains(type)) {
      format.ifPresent(
          text ->
              document.problem(map.path("format"), "\"" + text + "\"", "none for " + type.text()));
      return TimeFormat.ISO;
    }
    return switch (format.orElse("iso")) {
      case "iso" -> TimeFormat.ISO;
      case "epoch-s" -> epoch(map, type, TimeFormat.Unit.SECONDS);
      case "epoch-ms" -> epoch(map, type, TimeFormat.Unit.MILLIS);
      default -> pattern(map, type, format.orElseThrow(), zone);
    };
  }

  /** Whoever writes a zone that is not looked at means other times than are loaded. */
  private void refuse(YamlMap map, Optional<ZoneId> zone, String accepted) {
    zone.ifPresent(id -> document.problem(map.path("zone"), "\"" + id + "\"", accepted));
  }

  private TimeFormat epoch(YamlMap map, FieldType type, TimeFormat.Unit unit) {
    if (type != FieldType.TIMESTAMPTZ) {
      document.problem(
          map.path("format"), "a count since 1970 for " + type.text(), "it for timestamptz only");
    }
    return new TimeFormat(null, unit);
  }

  private TimeFormat pattern(YamlMap map, FieldType type, String pattern, Optional<ZoneId> zone) {
    try {
      DateTimeFormatter formatter = strict(pattern);
      // Two quotes in a row, in quotes or not, are one; leaving out that pair changes no letter.
      boolean writesItsZone = pattern.replaceAll("'[^']*'", "").matches(".*[VzOXxZ].*");
      if (type == FieldType.TIMESTAMPTZ && zone.isEmpty() && !writesItsZone) {
        document.problem(
            map.path("zone"),
            "nothing",
            "a time zone like Europe/London, since the format does not write one");
      }
      return new TimeFormat(zone.map(formatter::withZone).orElse(formatter), null);
    } catch (IllegalArgumentException noPattern) {
      document.problem(map.path("format"), "\"" + pattern + "\"", FORMATS);
      return TimeFormat.ISO;
    }
  }

  /** Any other style changes days that there are not: 30 February to the 28th. */
  private static DateTimeFormatter strict(String pattern) {
    return new DateTimeFormatterBuilder()
        .appendPattern(pattern)
        // The year of "yyyy" is one of an era, which no text writes.
        .parseDefaulting(ChronoField.ERA, IsoEra.CE.getValue())
        .toFormatter(Locale.ROOT)
        .withResolverStyle(ResolverStyle.STRICT);
  }
}
