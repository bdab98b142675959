package dev.tidemark.control.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before anything starts. */
class DemoCommandTest {
  private final CapturedConsole console = new CapturedConsole();

  @TempDir Path folder;

  @Test
  void aFileServesTheTablesThatItHasEventsForOnly() {
    assertThat(demo("--data=" + folder, "--tables=order_lines,customer_360,sales_by_hour")).isOne();
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: The file of --data has events for order_lines and product_catalog only, not for customer_360, sales_by_hour. Leave --data away to have a shop made up, or those tables.");
  }

  @Test
  void aFolderWithoutTheFileIsNamed() {
    assertThat(demo("--data=" + folder)).isOne();
    assertThat(console.err())
        .contains("There is no online-retail/*.csv.gz in " + folder + ". Name its folder, or");
  }

  @Test
  void aTableThatIsNotThereIsRefusedWithThoseThatAre() {
    assertThat(demo("--tables=order_lines,orders")).isOne();
    assertThat(console.err())
        .contains("There is no built-in definition \"orders\". Use one of ")
        .contains("support_profile");
  }

  @Test
  void anEndAndNoEndAreNotAskedForAtOnce() {
    assertThat(demo("--for=15s", "--keep")).isEqualTo(2);
    assertThat(console.err()).contains("--for=TIME, --keep are mutually exclusive");
  }

  @Test
  void noTimeAtAllIsRefused() {
    assertThat(demo("--for=0s")).isEqualTo(2);
    assertThat(console.err())
        .isEqualToIgnoringNewLines(
            "tidemark: --for is 0 ms: accepted is a duration longer than that, like 30 s.");
  }

  private int demo(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "demo";
    arguments[1] = "--dir=" + folder.resolve("stack");
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Tidemark.run(console.console(), arguments);
  }
}
