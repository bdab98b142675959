package dev.tidemark.control.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.control.CapturedConsole;
import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;
  private final CapturedConsole console = new CapturedConsole();

  @Test
  void machineWithoutAStackIsWell() {
    assertThat(doctor()).isZero();
    assertThat(console.out())
        .containsPattern("ok +JDK +\\d\\d at ")
        .containsPattern("memory +[0-9,]+ MB, \\d+ cores")
        .containsPattern("ok +stack +none runs from ");
  }

  @Test
  void whatDoesNotAnswerIsNamedWithWhatToDo() throws IOException {
    Files.writeString(
        folder.resolve("env.properties"),
        """
        bootstrap-servers=127.0.0.1:1
        registry-url=http://127.0.0.1:1
        catalog.type=jdbc
        catalog.uri=jdbc:sqlite:/nowhere/at/all.db
        catalog.warehouse=s3://nowhere
        """);

    assertThat(doctor("--json")).isEqualTo(1);

    JsonNode findings = new ObjectMapper().readTree(console.out());
    assertThat(findings).anySatisfy(each -> assertFails(each, "Kafka"));
    assertThat(findings).anySatisfy(each -> assertFails(each, "registry"));
    assertThat(findings).anySatisfy(each -> assertFails(each, "catalog"));
  }

  @Test
  void aBrokerWhoseNameIsUnknownIsAFinding() throws IOException {
    Files.writeString(folder.resolve("env.properties"), "bootstrap-servers=no.such.invalid:9092\n");

    assertThat(doctor("--json")).isEqualTo(1);

    assertThat(new ObjectMapper().readTree(console.out()))
        .anySatisfy(
            each -> {
              assertFails(each, "Kafka");
              assertThat(each.get("found").asText())
                  .contains("no.such.invalid:9092: No resolvable bootstrap urls");
            });
  }

  @Test
  void tooOldAJdkFails() {
    Finding finding = ThisMachine.jdk(11, "somewhere");

    assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAIL);
    assertThat(finding.next()).contains("JDK 17");
  }

  private static void assertFails(JsonNode finding, String what) {
    assertThat(finding.get("what").asText()).isEqualTo(what);
    assertThat(finding.get("verdict").asText()).isEqualTo("fail");
    assertThat(finding.get("found").asText()).isNotBlank();
  }

  private int doctor(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "doctor";
    all[1] = "--dir";
    all[2] = folder.toString();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return Tidemark.run(console.console(), all);
  }
}
