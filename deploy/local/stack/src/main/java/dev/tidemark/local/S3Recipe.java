package dev.tidemark.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** s3proxy on a folder: a bucket is a folder, an object a file with the key as its path. */
final class S3Recipe implements Recipe {
  private static final String BUCKET = "tidemark";

  private final StackFolder folder;
  private final Distribution distribution = Distribution.of(Service.S3);
  private final int port;

  S3Recipe(StackFolder folder) throws IOException {
    this.folder = folder;
    this.port = folder.ports().free("s3");
  }

  S3Endpoint endpoint() {
    return new S3Endpoint(
        URI.create("http://127.0.0.1:" + port), "us-east-1", "tidemark", "tidemark-secret", BUCKET);
  }

  /** The folder that holds the bucket's objects. */
  Path bucketFolder() {
    return folder.root().resolve("data/s3").resolve(BUCKET);
  }

  @Override
  public ChildJvm.Builder prepare() throws IOException {
    S3Endpoint s3 = endpoint();
    Path basedir = folder.data("s3");
    Files.createDirectories(bucketFolder());
    Path properties = folder.conf("s3").resolve("s3proxy.properties");
    Files.write(
        properties,
        List.of(
            "s3proxy.endpoint=" + s3.endpoint(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + s3.accessKey(),
            "s3proxy.credential=" + s3.secretKey(),
            // Engines send headers that it does not know, Trino at CREATE TABLE.
            "s3proxy.ignore-unknown-headers=true",
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + basedir));
    return ChildJvm.builder(Service.S3.title())
        .classpath(distribution.classpath())
        .heap("384m")
        .jvmArgs("-XX:+UseSerialGC")
        .systemProperty("LOG_LEVEL", "info")
        .mainClass("org.gaul.s3proxy.Main")
        .args("--properties", properties.toString())
        .logFile(folder.log("s3"))
        // Without credentials it refuses, and so it answers.
        .readyWhen(
            Probe.http(s3.endpoint(), code -> code == 403 || code == 200), ChildJvm.PATIENCE);
  }
}
