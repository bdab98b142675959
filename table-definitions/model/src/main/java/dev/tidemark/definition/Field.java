package dev.tidemark.definition;

import java.io.Serializable;

/**
 * What the pipeline needs of a record. Fields of the record that are not declared are ignored.
 *
 * @param required a record without it, or with null in it, is rejected
 */
public record Field(String name, FieldType type, boolean required) implements Serializable {}
