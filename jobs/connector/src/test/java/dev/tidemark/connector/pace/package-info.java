@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.pace;
