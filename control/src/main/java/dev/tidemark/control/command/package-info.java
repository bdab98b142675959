/** The {@code tidemark} command: its main, which knows all subcommands; none of them knows it. */
@org.jspecify.annotations.NullMarked
package dev.tidemark.control.command;
