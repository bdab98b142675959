package dev.tidemark.definition;

import java.io.Serializable;

/**
 * A column of the live table.
 *
 * @param required never null
 * @param doc what a reader of the table should know; empty if nothing
 */
public record Column(String name, FieldType type, boolean required, String doc)
    implements Serializable {}
