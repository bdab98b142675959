package dev.tidemark.control.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tidemark.control.AtExit;
import dev.tidemark.control.Console;
import dev.tidemark.control.NumberOption;
import dev.tidemark.control.load.UnfitRows.OnError;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark load}: rows of a file into a topic, as Avro. */
@Command(
    name = "load",
    description = {
      "Load the rows of a file into a topic, as Avro: CSV, TSV, JSON (a list, or an object per"
          + " line) or Parquet; packed by gzip or zstd, or not.",
      "",
      "Loading a file again sends it again: the topic holds its rows twice then, and the table"
          + " whatever its definition makes of that. A load that was stopped says with which --skip"
          + " it goes on."
    },
    footer = {
      "",
      "Examples:",
      "  tidemark load --list",
      "  tidemark load orders.csv.gz --mapping online-retail-order-lines",
      "  tidemark load orders.csv.gz --mapping m.yaml --topic orders --partitions 4",
      "  tidemark load events.jsonl --mapping m.yaml --on-error quarantine",
      "  tidemark load events.parquet --mapping m.yaml --retime now --speed-up 60"
    })
public final class LoadCommand implements Callable<Integer> {
  /** The mappings that travel with the command, for help and completion. */
  static final class BuiltIn implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Mappings.BUILT_IN.iterator();
    }
  }

  @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file.")
  private @Nullable Path file;

  @Option(
      names = "--mapping",
      paramLabel = "M",
      completionCandidates = BuiltIn.class,
      description =
          "How rows become records: a YAML file, or the name of a built-in mapping:"
              + " ${COMPLETION-CANDIDATES}.")
  private @Nullable String mappingName;

  @Option(names = "--list", description = "Show the built-in mappings and what they are for.")
  private boolean list;

  @Option(names = "--topic", paramLabel = "T", description = "Default: the mapping's.")
  private @Nullable String topic;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Create the topic with N partitions if it does not exist.")
  private @Nullable Integer partitions;

  @Option(
      names = "--on-error",
      paramLabel = "DO",
      description =
          "What a row that does not fit does: ${COMPLETION-CANDIDATES}. fail, the default, ends the"
              + " load at the first; quarantine writes them to a file.")
  private @Nullable OnError onError;

  @Option(
      names = "--quarantine",
      paramLabel = "FILE",
      description = "That file, JSON lines; default FILE.rejected.jsonl.")
  private @Nullable Path quarantineFile;

  @Mixin private EventTimeOptions eventTimes = new EventTimeOptions();

  @Option(names = "--rate", paramLabel = "N", description = "At most N rows a second.")
  private @Nullable Integer rate;

  @Option(names = "--skip", paramLabel = "N", description = "Begin behind the first N rows.")
  private long skip;

  @Option(names = "--limit", paramLabel = "N", description = "Stop after N rows.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "${COMPLETION-CANDIDATES}; default by the file's name and first bytes.")
  private InputFile.@Nullable Format format;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Mixin private SendingOptions to = new SendingOptions();

  @Spec private CommandSpec spec;

  private final Console console;

  public LoadCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (list) {
      showMappings();
      return 0;
    }
    if (file == null || mappingName == null) {
      String missing =
          file != null ? "--mapping" : mappingName != null ? "FILE" : "FILE and --mapping";
      throw new ParameterException(
          spec.commandLine(),
          "Missing: %s. It goes like tidemark load orders.csv --mapping orders.yaml; --list shows what is built in."
              .formatted(missing));
    }
    if (quarantineFile != null && onError != null && onError != OnError.quarantine) {
      throw new ParameterException(
          spec.commandLine(),
          "--quarantine %s does not go with --on-error %s. Leave one of them away."
              .formatted(quarantineFile, onError));
    }
    NumberOption.requireFrom(1, "--partitions", partitions);
    NumberOption.requireFrom(1, "--rate", rate);
    NumberOption.requireFrom(0, "--skip", skip);
    NumberOption.requireFrom(1, "--limit", limit);
    refuseAnUnfitQuarantine(file, mappingName);
    Mapping mapping = Mappings.named(mappingName);
    return load(file, topic == null ? mapping : mapping.withTopic(topic));
  }

  private void showMappings() {
    var all = JsonNodeFactory.instance.arrayNode();
    var text = new StringJoiner("\n");
    for (String name : Mappings.BUILT_IN) {
      Mapping mapping = Mappings.named(name);
      text.add("%s into the topic %s".formatted(name, mapping.topic()));
      text.add("  " + mapping.about());
      all.addObject()
          .put("mapping", name)
          .put("topic", mapping.topic())
          .put("for", mapping.about());
    }
    console.print(json ? all.toString() : text.toString());
  }

  private int load(Path input, Mapping mapping) throws InterruptedException, IOException {
    Receivers receivers = to.receivers();
    var stop = new Stop();
    EventTimes times = eventTimes.times(mapping, Clock.systemUTC(), stop);
    try (var rows = InputFile.open(input, format, mapping)) {
      rows.skip(skip);
      receivers.ensure(List.of(mapping.topic()), Optional.ofNullable(partitions), console);
      var maker = new RecordMaker(mapping, receivers.registry(), times);
      Pace pace = rate == null ? Pace.unlimited() : Pace.perSecond(rate);
      try (Producer<byte[], byte[]> producer = receivers.producer()) {
        return load(rows, new Loader(producer, mapping.topic(), maker, pace), stop);
      }
    }
  }

  private int load(InputFile rows, Loader loader, Stop stop) throws InterruptedException {
    Quarantine quarantine = quarantine(rows.path());
    var report = new LoadReport(console, loader, quarantine);
    var progress = new LoadProgress(console, () -> share(rows, loader));
    OnError then = onError == null ? OnError.fail : onError;
    var unfit =
        new UnfitRows(
            console, rows.path(), quarantine == null ? then : OnError.quarantine, quarantine);
    // The file is whole before the process may end.
    try (var ctrlC = AtExit.asking("stop-sending", stop::ask, report::tooLate);
        quarantine) {
      Loader.Result result =
          loader.load(
              new Loader.Input(
                  () -> loader.lines() < limit ? rows.next() : Optional.empty(), skip, stop),
              unfit,
              progress::look);
      report.ending(result);
      if (json) {
        report.json(result, progress.took());
      } else {
        report.text(result, progress.took());
      }
      report.failIfFailed(result);
      return result.isComplete() ? 0 : 1;
    }
  }

  /** Of the file, or of the rows that are asked for, whichever ends first; empty for neither. */
  private OptionalDouble share(InputFile rows, Loader loader) {
    OptionalDouble read = rows.readShare();
    return limit == Long.MAX_VALUE
        ? read
        : OptionalDouble.of(Math.max(read.orElse(0), loader.lines() / (double) limit));
  }

  private void refuseAnUnfitQuarantine(Path input, String mapping) throws IOException {
    Path target = quarantineFile(input);
    if (target != null) {
      Quarantine.refuseSame(target, input, "the file that is loaded");
      if (!Mappings.BUILT_IN.contains(mapping)) {
        Quarantine.refuseSame(target, Path.of(mapping), "the mapping");
      }
      Quarantine.requireAPlace(target);
    }
  }

  private @Nullable Quarantine quarantine(Path input) {
    Path target = quarantineFile(input);
    return target == null ? null : Quarantine.open(input, target, skip > 0);
  }

  /** Where rows that do not fit go; null if nobody wants them. */
  private @Nullable Path quarantineFile(Path input) {
    if (onError != OnError.quarantine && quarantineFile == null) {
      return null;
    }
    return quarantineFile == null ? Quarantine.beside(input) : quarantineFile;
  }
}
