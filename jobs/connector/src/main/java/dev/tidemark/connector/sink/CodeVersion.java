package dev.tidemark.connector.sink;

import java.util.Optional;

/** The version of the program that writes, as its jar's manifest has it. */
final class CodeVersion {
  private CodeVersion() {}

  static String current() {
    return Optional.ofNullable(CodeVersion.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
