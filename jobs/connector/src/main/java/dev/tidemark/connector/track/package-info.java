/** How far each partition was read: the tracker and its reports. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.connector.track;
