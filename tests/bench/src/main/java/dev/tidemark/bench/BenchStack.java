package dev.tidemark.bench;

import dev.tidemark.bench.events.Feed;
import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A stack of the benchmark's own, begun empty: what an earlier one left is deleted. */
final class BenchStack implements AutoCloseable {
  private final LocalStack stack;
  private final Feed feed;
  private final JobPlace place;

  private BenchStack(LocalStack stack, Feed feed, JobPlace place) {
    this.stack = stack;
    this.feed = feed;
    this.place = place;
  }

  static BenchStack start(Path folder, Path home, List<String> jvmArgs)
      throws IOException, InterruptedException {
    delete(folder.resolve("data"));
    delete(folder.resolve("jobs"));
    LocalStack stack =
        LocalStack.in(folder).with(Service.KAFKA, Service.REGISTRY, Service.S3).start();
    try {
      Feed feed = Feed.of(stack.bootstrapServers(), stack.registryUrl());
      JobPlace place =
          JobPlace.of(
              home,
              folder.resolve("jobs"),
              stack.bootstrapServers(),
              stack.registryUrl(),
              stack.jdbcCatalog(),
              jvmArgs);
      return new BenchStack(stack, feed, place);
    } catch (IOException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  Feed feed() {
    return feed;
  }

  JobPlace place() {
    return place;
  }

  @Override
  public void close() {
    stack.close();
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
