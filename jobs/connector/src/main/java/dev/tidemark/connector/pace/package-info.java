/**
 * The live table comes first: how fast a replay reads while it is behind, decided in the source's
 * enumerator and kept to by its readers.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.pace;
