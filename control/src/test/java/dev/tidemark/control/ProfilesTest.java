package dev.tidemark.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.control.command.Tidemark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file and what commands make of it. */
class ProfilesTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("tidemark.yaml");
  }

  @Test
  void aProfileSaysWhereThingsRun() throws IOException {
    Files.writeString(
        file,
        """
        profile: lake
        profiles:
          lake:
            dir: state
            bootstrap-servers: kafka-1:9092,kafka-2:9092
            registry-url: https://registry:8081
            catalog: {name: lake, type: rest, uri: "https://catalog:8181", token: "${TOKEN}"}
            kafka: {security.protocol: SASL_SSL}
            flink.rest-url: http://flink:8081
            target: cluster
        """);
    Profile lake = read(Map.of("TOKEN", "a$1{b}")).named(null);
    assertThat(lake.folder()).contains(folder.resolve("state"));
    assertThat(lake.values())
        .containsEntry("bootstrap-servers", "kafka-1:9092,kafka-2:9092")
        .containsEntry("catalog.name", "lake")
        .containsEntry("catalog.token", "a$1{b}")
        .containsEntry("kafka.security.protocol", "SASL_SSL")
        .containsEntry("target", "cluster");
    assertThat(read(Map.of("TOKEN", "t")).named("local").hasAddresses()).isFalse();
  }

  @Test
  void everyProblemOfTheFileIsNamedAtOnce() throws IOException {
    Files.writeString(
        file,
        """
        profile: ocean
        profiles:
          lake:
            bootstrap: kafka:9092
            registry-url: registry:8081
            target: moon
            kafka: {sasl.jaas.config: "${NOT_SET}"}
        """);
    assertThatThrownBy(() -> read(Map.of()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageStartingWith("Cannot use the configuration " + file + ": 5 problems.")
        .hasMessageContaining("1:10 profile: found \"ocean\", accepted is local or one of profiles")
        .hasMessageContaining(
            "4:5 profiles.lake.bootstrap: found an unknown key, accepted is one of")
        .hasMessageContaining(
            "5:19 profiles.lake.registry-url: found \"registry:8081\", accepted is a URL like")
        .hasMessageContaining(
            "6:13 profiles.lake.target: found \"moon\", accepted is local or cluster")
        .hasMessageContaining("found ${NOT_SET}, which is not set");
  }

  @Test
  void aProfileThatIsNotThereIsRefusedWithThoseThatAre() throws IOException {
    Files.writeString(file, "profiles: {lake: {target: cluster}, pond: {target: local}}");
    assertThatThrownBy(() -> read(Map.of()).named("sea"))
        .hasMessage("There is no profile sea in %s. It has lake, pond.".formatted(file));
    assertThatThrownBy(() -> Profiles.read(folder.resolve("none.yaml"), name -> null))
        .hasMessageContaining("There is no configuration file")
        .hasMessageContaining("Correct --config");
  }

  @Test
  void commandsSayWhichProfileLacksAnAddress() throws IOException {
    Files.writeString(file, "profiles: {lake: {bootstrap-servers: \"kafka:9092\"}}");
    var console = new CapturedConsole();
    assertThat(tidemark(console, "history", "shop.orders")).isEqualTo(4);
    assertThat(console.err())
        .contains(
            "Nothing says where the catalog is: the profile lake of %s does not name it. Write catalog there."
                .formatted(file));
  }

  @Test
  void stacksOfThisMachineAreNotThoseOfAProfile() throws IOException {
    Files.writeString(file, "profiles: {lake: {bootstrap-servers: \"kafka:9092\"}}");
    var console = new CapturedConsole();
    assertThat(tidemark(console, "down")).isEqualTo(1);
    assertThat(console.err()).contains("names one that is elsewhere. Pass --profile local.");
  }

  @Test
  void aProfileWithoutAddressesIsOfTheStackOfThisMachine() throws IOException {
    Files.writeString(file, "profiles: {lake: {dir: %s, target: cluster}}".formatted(folder));
    Environment.write(folder, Map.of("bootstrap-servers", "127.0.0.1:1"));
    StackOptions stack =
        StackOptions.in("status", "--config", file.toString(), "--profile", "lake");

    assertThat(stack.ownFolder()).isEqualTo(folder);
    assertThat(stack.named().isOwnStack()).isTrue();
    assertThat(stack.named().get("target")).contains("cluster");
    assertThat(stack.named().get("bootstrap-servers")).contains("127.0.0.1:1");
    assertThat(stack.isDefault()).isFalse();
    assertThat(stack.profileWords())
        .containsExactly("--profile", "lake", "--config", file.toString());
  }

  private int tidemark(CapturedConsole console, String... command) {
    String[] arguments = new String[command.length + 4];
    System.arraycopy(command, 0, arguments, 0, command.length);
    arguments[command.length] = "--config";
    arguments[command.length + 1] = file.toString();
    arguments[command.length + 2] = "--profile";
    arguments[command.length + 3] = "lake";
    return Tidemark.run(console.console(), arguments);
  }

  private Profiles read(Map<String, String> variables) {
    return Profiles.read(file, variables::get);
  }
}
