package dev.tidemark.control.example;

/**
 * An event that must come into the quarantine.
 *
 * @param line of the topic's given events, from 1
 * @param reason as the quarantine has it, like {@code LATE}
 */
record ExpectedReject(String topic, int line, String reason) {}
