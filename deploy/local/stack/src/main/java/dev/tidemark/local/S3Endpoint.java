package dev.tidemark.local;

import java.net.URI;

/** Where the stack's S3 server is and how to enter. Buckets are addressed by path, not by host. */
public record S3Endpoint(
    URI endpoint, String region, String accessKey, String secretKey, String bucket) {

  /** The URI of a key in the bucket, with the scheme that the reader wants: s3, s3a. */
  public String uri(String scheme, String key) {
    return scheme + "://" + bucket + "/" + key;
  }
}
