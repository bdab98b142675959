package dev.tidemark.control.horizon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointFoldersTest {
  private static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");

  @TempDir Path folder;

  private Path savepoint(String name, Instant folderAt, Instant fileAt) throws IOException {
    Path savepoint = Files.createDirectories(folder.resolve(name));
    Path file = Files.writeString(savepoint.resolve("_metadata"), "state");
    Files.setLastModifiedTime(file, FileTime.from(fileAt));
    Files.setLastModifiedTime(savepoint, FileTime.from(folderAt));
    return savepoint;
  }

  @Test
  void savepointThatIsStillWrittenIsNotOld() throws Exception {
    Instant old = NOW.minus(Duration.ofHours(1));
    savepoint("savepoint-old", old, old);
    savepoint("savepoint-written", old, NOW);
    savepoint("savepoint-young", NOW, old);
    savepoint("people-keep-this", old, old);

    var folders = new PointFolders(folder);
    assertThat(folders.untouchedSince(NOW)).containsExactly("savepoint-old");

    folders.delete("savepoint-old");
    assertThat(folder.resolve("savepoint-old")).doesNotExist();
    assertThat(folders.untouchedSince(NOW)).isEmpty();
    assertThat(new PointFolders(folder.resolve("none")).untouchedSince(NOW)).isEmpty();
  }

  @Test
  void nameIsTheLastPartOfTheAddress() {
    assertThat(PointFolders.name("file:/a/points/savepoint-1-2")).isEqualTo("savepoint-1-2");
    assertThat(PointFolders.name("s3://bucket/savepoint-1-2/")).isEqualTo("savepoint-1-2");
  }
}
