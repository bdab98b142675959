package dev.tidemark.bench;

import dev.tidemark.bench.events.Feed;
import dev.tidemark.bench.job.JobPlace;
import dev.tidemark.local.LocalStack;
import dev.tidemark.local.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
    Folders.delete(folder.resolve("data"));
    Folders.delete(folder.resolve("jobs"));
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
}
