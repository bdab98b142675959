package dev.tidemark.tests.world;

import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each test a {@link World} of its own, on services that all tests of this JVM share:
 * starting them takes longer than most tests. They end with the last test, and with the JVM in any
 * case.
 */
public final class SharedStack implements ParameterResolver, TestExecutionExceptionHandler {
  private static final Namespace SPACE = Namespace.create(SharedStack.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == World.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Started services =
        context
            .getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent(Started.class, key -> Started.now(), Started.class);
    // Closed by JUnit when the test ends.
    return context
        .getStore(SPACE)
        .getOrComputeIfAbsent(
            World.class, key -> new World(services.stack, context.getDisplayName()), World.class);
  }

  /** A failure says how to see it again. */
  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    World world = context.getStore(SPACE).get(World.class, World.class);
    if (world != null) {
      failure.addSuppressed(new Replay(world.seed(), world.folder()));
    }
    throw failure;
  }

  private static final class Replay extends Exception {
    private static final long serialVersionUID = 1L;

    Replay(long seed, Path folder) {
      super(
          "-Dseed=%d replays it. Logs of its processes are in %s.".formatted(seed, folder),
          null,
          false,
          false);
    }
  }

  private record Started(LocalStack stack) implements AutoCloseable {
    static Started now() {
      Path folder = Path.of("target", "stack").toAbsolutePath();
      delete(folder);
      return new Started(
          LocalStack.in(folder)
              .with(Service.KAFKA, Service.REGISTRY, Service.S3, Service.REST_CATALOG)
              .start());
    }

    private static void delete(Path folder) {
      if (!Files.exists(folder)) {
        return;
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      stack.close();
    }
  }
}
