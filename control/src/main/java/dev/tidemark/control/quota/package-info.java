/** Kafka's quotas: what the brokers let a replay have beside the live table. */
@NullMarked
package dev.tidemark.control.quota;

import org.jspecify.annotations.NullMarked;
