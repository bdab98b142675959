package dev.tidemark.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/**
 * A jar that holds {@link Supervised} alone. The rest of the parent's class path stays off the
 * children's: a broker must not meet the clients of a job.
 */
final class SupervisorJar {
  private static final String ENTRY = Supervised.class.getName().replace('.', '/') + ".class";

  private SupervisorJar() {}

  /** Writes the jar into the folder, replacing one of an earlier build, and returns its path. */
  static Path in(Path folder) throws IOException {
    Path jar = folder.resolve("supervised.jar");
    Path draft = Files.createTempFile(folder, "supervised", ".part");
    try (InputStream code =
            Objects.requireNonNull(
                Supervised.class.getClassLoader().getResourceAsStream(ENTRY), ENTRY);
        OutputStream out = Files.newOutputStream(draft);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry(ENTRY));
      code.transferTo(entries);
    }
    // A running child keeps the file it opened; replacing by name never changes it under the child.
    // Services start at once, each with this jar on its class path: it must never be missing for a
    // moment.
    return Files.move(draft, jar, StandardCopyOption.ATOMIC_MOVE);
  }
}
