package dev.tidemark.connector.pace;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the rate of a replay is decided on, at one moment.
 *
 * @param left events of the topic that the replay has not read
 * @param arriving events a second that come into the topic
 * @param nothingArrives whether none has come for some seconds; false while that is not known
 * @param reading events a second that the replay reads
 * @param leads whether the replay's run leads by now
 * @param someLead whether any run leads
 * @param liveAge how long the oldest event of the topic that the live table lacks has been there
 * @param leadSilent how long ago the lead's newest version was made
 * @param delay 99 % of the events of the newest versions became visible within this; null if
 *     unknown
 * @param usualDelay the same without the replay; null if unknown
 */
record Seen(
    long left,
    double arriving,
    boolean nothingArrives,
    double reading,
    boolean leads,
    boolean someLead,
    Duration liveAge,
    Duration leadSilent,
    @Nullable Duration delay,
    @Nullable Duration usualDelay) {}
