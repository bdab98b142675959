package dev.tidemark.control.command;

import dev.tidemark.control.Console;
import dev.tidemark.control.bench.BenchCommand;
import dev.tidemark.control.compare.CompareCommand;
import dev.tidemark.control.demo.DemoCommand;
import dev.tidemark.control.doctor.DoctorCommand;
import dev.tidemark.control.env.EnvCommand;
import dev.tidemark.control.erase.EraseCommand;
import dev.tidemark.control.example.TestCommand;
import dev.tidemark.control.generate.GenerateCommand;
import dev.tidemark.control.history.HistoryCommand;
import dev.tidemark.control.history.ShowCommand;
import dev.tidemark.control.horizon.HorizonCommand;
import dev.tidemark.control.horizon.WatchCommand;
import dev.tidemark.control.load.LoadCommand;
import dev.tidemark.control.logs.LogsCommand;
import dev.tidemark.control.maintain.MaintainCommand;
import dev.tidemark.control.promote.PromoteCommand;
import dev.tidemark.control.promote.UndoCommand;
import dev.tidemark.control.query.QueryCommand;
import dev.tidemark.control.replay.ReplayCommand;
import dev.tidemark.control.rollback.HoldCommand;
import dev.tidemark.control.rollback.RollbackCommand;
import dev.tidemark.control.run.RunCommand;
import dev.tidemark.control.run.StopCommand;
import dev.tidemark.control.runs.ExclusionsCommand;
import dev.tidemark.control.runs.RetireCommand;
import dev.tidemark.control.runs.RunsCommand;
import dev.tidemark.control.stack.DownCommand;
import dev.tidemark.control.stack.UpCommand;
import dev.tidemark.control.status.StatusCommand;
import dev.tidemark.control.topics.TopicsCommand;
import dev.tidemark.control.validate.ValidateCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The commands by name, in the order of the help. Making all of them takes longer than what many of
 * them do, so only the one that is asked for is made, if its name comes first.
 */
final class Subcommands {
  private static final Map<String, Function<Console, Object>> ALL = all();

  private Subcommands() {}

  private static Map<String, Function<Console, Object>> all() {
    Map<String, Function<Console, Object>> all = new LinkedHashMap<>();
    all.put("demo", DemoCommand::new);
    all.put("up", UpCommand::new);
    all.put("down", DownCommand::new);
    all.put("load", LoadCommand::new);
    all.put("generate", GenerateCommand::new);
    all.put("run", RunCommand::new);
    all.put("stop", StopCommand::new);
    all.put("replay", ReplayCommand::new);
    all.put("history", HistoryCommand::new);
    all.put("show", ShowCommand::new);
    all.put("status", StatusCommand::new);
    all.put("runs", RunsCommand::new);
    all.put("promote", PromoteCommand::new);
    all.put("undo", UndoCommand::new);
    all.put("hold", HoldCommand::new);
    all.put("rollback", RollbackCommand::new);
    all.put("retire", RetireCommand::new);
    all.put("exclusions", ExclusionsCommand::new);
    all.put("erase", EraseCommand::new);
    all.put("watch", WatchCommand::new);
    all.put("horizon", HorizonCommand::new);
    all.put("query", QueryCommand::new);
    all.put("compare", CompareCommand::new);
    all.put("env", EnvCommand::new);
    all.put("validate", ValidateCommand::new);
    all.put("test", TestCommand::new);
    all.put("maintain", MaintainCommand::new);
    all.put("topics", TopicsCommand::new);
    all.put("logs", LogsCommand::new);
    all.put("doctor", DoctorCommand::new);
    all.put("completion", CompletionCommand::new);
    all.put("bench", BenchCommand::new);
    return all;
  }

  /** Adds the command that the arguments begin with, or all of them. */
  static void add(CommandLine line, Console console, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    // Completion is about all of them.
    if (ALL.containsKey(first) && !first.equals("completion")) {
      line.addSubcommand(first, ALL.get(first).apply(console));
    } else {
      ALL.forEach((name, command) -> line.addSubcommand(name, command.apply(console)));
    }
  }
}
