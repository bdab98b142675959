package dev.tidemark.query;

import java.io.IOException;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Answers one statement with a Flink of its own in this process. The arguments are {@link
 * QueryArguments}', the answer is an {@link Answer}. Ends with 0 if the statement was answered,
 * with the code of its {@link QueryFailure.Kind} if the answer is an error, with {@value #FAULT}
 * and no answer for what nobody foresaw.
 */
public final class RunQuery {
  /** Java's own code for this is 1, which means something else here. */
  private static final int FAULT = 5;

  private RunQuery() {}

  public static void main(String[] args) {
    int code;
    try {
      code = answer(QueryArguments.parse(args));
    } catch (Exception | Error fault) {
      fault.printStackTrace();
      code = FAULT;
    }
    // Flink's threads would keep the process for another minute.
    System.exit(code);
  }

  private static int answer(QueryArguments arguments) throws Exception {
    try {
      answerInFull(arguments);
      return 0;
    } catch (Exception failed) {
      QueryFailure failure = SqlErrors.said(failed).orElseThrow(() -> failed);
      Answer.error(arguments.answer(), String.valueOf(failure.getMessage()));
      return failure.kind().code();
    }
  }

  private static void answerInFull(QueryArguments arguments) throws Exception {
    try (var catalog = FrozenCatalog.open(arguments.catalog());
        var answer = new Answer(arguments.answer())) {
      var query = LiveQuery.understand(catalog, arguments.sql(), arguments.readPoint());
      answer.reads(query.reads());
      write(query.run(), answer, arguments.limit());
    }
  }

  private static void write(TableResultInternal result, Answer answer, long limit)
      throws IOException {
    try (CloseableIterator<Row> rows = result.collect()) {
      answer.rows(result.getResolvedSchema().getColumns(), rows, limit);
    } catch (IOException unwritable) {
      throw unwritable;
    } catch (Exception failed) {
      throw SqlErrors.failed(failed);
    }
  }
}
