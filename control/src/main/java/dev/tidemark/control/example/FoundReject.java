package dev.tidemark.control.example;

/**
 * An event that came into the quarantine.
 *
 * @param line of the topic's given events, from 1
 * @param message what the quarantine says of it
 */
record FoundReject(String topic, int line, String reason, String message) {}
