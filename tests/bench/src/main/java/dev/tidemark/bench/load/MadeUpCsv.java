package dev.tidemark.bench.load;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/** Order lines as in an Online Retail file: same columns, as long, as many to an order. */
public final class MadeUpCsv {
  private static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final LocalDateTime START = LocalDateTime.parse("2026-01-05T08:00:00");
  private static final int LINES_PER_ORDER = 20;

  private MadeUpCsv() {}

  /** Writes so many rows; the same ones each time. */
  public static Path write(Path file, int rows) throws IOException {
    var random = new Random(1);
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(HEADER);
      for (int row = 0; row < rows; row++) {
        int order = row / LINES_PER_ORDER;
        int product = random.nextInt(4_000);
        out.write(Integer.toString(536_365 + order));
        out.write("," + (20_000 + product) + "A,");
        out.write(
            product % 9 == 0 ? "\"MUG, No. " + product + "\"" : "HANGING HEART T-LIGHT " + product);
        out.write("," + (1 + random.nextInt(48)) + "," + TIME.format(START.plusMinutes(order)));
        out.write("," + random.nextInt(20) + "." + (10 + random.nextInt(90)) + ",");
        out.write(random.nextInt(4) == 0 ? "" : (12_000 + random.nextInt(6_000)) + ".0");
        out.write(",United Kingdom\n");
      }
    }
    return file;
  }
}
