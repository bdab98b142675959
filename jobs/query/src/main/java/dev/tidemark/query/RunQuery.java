package dev.tidemark.query;

import dev.tidemark.lineage.TidemarkFormatException;
import java.io.IOException;
import org.apache.flink.table.api.internal.TableResultInternal;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/**
 * Answers one statement with a Flink of its own in this process. The arguments are {@link
 * QueryArguments}', the answer is an {@link Answer}. Ends with 0 if the statement was answered,
 * with 2 if the answer is an error.
 */
public final class RunQuery {
  private static final int REFUSED = 2;

  private RunQuery() {}

  public static void main(String[] args) throws Exception {
    QueryArguments arguments = QueryArguments.parse(args);
    // Flink's threads would keep the process for another minute.
    System.exit(answer(arguments));
  }

  private static int answer(QueryArguments arguments) throws Exception {
    try {
      answerInFull(arguments);
      return 0;
    } catch (QueryFailure | TidemarkFormatException failure) {
      Answer.error(arguments.answer(), String.valueOf(failure.getMessage()));
      return REFUSED;
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
