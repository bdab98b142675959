package dev.tidemark.connector.pace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.catalog.CatalogSettings;
import dev.tidemark.connector.plan.Pace;
import dev.tidemark.definition.TableName;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GovernorTest {
  private static final Duration WELL = Duration.ofMillis(500);
  private static final Duration LATE = Duration.ofMillis(4_500);
  private long now;
  private final Governor governor = governor(Double.POSITIVE_INFINITY, true);

  @Test
  void growsByThreeTenthsEachSecondWhileTheLiveTableIsWell() {
    double rate = Governor.BEGINNING;
    for (int second = 0; second < 4; second++) {
      Decision decision = second(rate, WELL);
      assertThat(decision.perSecond()).isEqualTo(rate * 1.3);
      assertThat(decision.behind()).isTrue();
      rate = decision.perSecond();
    }
  }

  @Test
  void doesNotPromiseMoreThanItReads() {
    assertThat(second(100, WELL).perSecond()).isEqualTo(Governor.BEGINNING);
  }

  @Test
  void halvesOnceWhenEventsWaitTooLongAndThenLooksWhatCameOfIt() {
    second(5_000, WELL);
    Decision halved = second(6_500, LATE);
    assertThat(halved.perSecond()).isEqualTo(3_250);
    assertThat(halved.reason()).isEqualTo("events wait 4.5 s for the live table, 5 s are meant");
    for (int second = 0; second < 3; second++) {
      assertThat(second(3_250, LATE).perSecond()).isEqualTo(3_250);
    }
    assertThat(second(3_250, LATE).perSecond()).isEqualTo(1_625);
  }

  @Test
  void growsByAShareOnceTheLiveTableHasSufferedAndSlowlyNearTheRateThatWasTooMuch() {
    while (second(40_000, WELL).perSecond() < 40_000) {
      assertThat(now).isLessThan(60_000);
    }
    double tooMuch = second(40_000, LATE).perSecond() * 2;
    double largest = 0;
    double before = tooMuch / 2;
    for (int second = 0; second < 60; second++) {
      double after = second(40_000, WELL).perSecond();
      double step = Math.rint(after - before);
      assertThat(step).isIn(0.0, before < tooMuch * 0.8 ? 40_000 * 0.05 : 40_000 * 0.01);
      largest = Math.max(largest, step);
      before = after;
    }
    assertThat(largest).isEqualTo(40_000 * 0.05);
    assertThat(before).isGreaterThan(tooMuch);
  }

  @Test
  void isNotHinderedWhileNobodyWaits() {
    Decision idle =
        decide(new Seen(1_000_000, 0, true, 5_000, false, true, Duration.ZERO, LATE, null, null));
    assertThat(idle)
        .isEqualTo(
            new Decision(Governor.PLENTY, true, "nothing arrives, and the live table has all"));
    assertThat(second(20_000, WELL).perSecond()).isEqualTo(Governor.BEGINNING * 1.3);
  }

  @Test
  void anEventThatTheLiveTableLacksIsWaitedForAlsoIfNoneComes() {
    Decision waiting =
        decide(new Seen(1_000_000, 0, true, 5_000, false, true, LATE, LATE, null, null));
    assertThat(waiting.perSecond()).isEqualTo(Governor.BEGINNING / 2);
  }

  @Test
  void neverFallsBelowTheFloorWhateverBecomesOfTheLiveTable() {
    second(40_000, WELL);
    Decision decision = second(40_000, LATE);
    for (int second = 0; second < 60; second++) {
      decision = second(2_000, LATE);
    }
    assertThat(decision.perSecond()).isEqualTo(2_000).isEqualTo(governor.floor());
  }

  @Test
  void aDelayAboveTheUsualOneIsSufferingToo() {
    Decision decision = decide(seen(5_000, WELL, Duration.ofMillis(900), Duration.ofMillis(600)));
    assertThat(decision.reason()).isEqualTo("the live table's delay is 900 ms, 600 ms are usual");
    assertThat(decision.perSecond()).isEqualTo(Governor.BEGINNING / 2);
  }

  @Test
  void aDeadLeadDoesNotHoldItBackForEver() {
    Decision decision = second(5_000, LATE);
    for (int second = 0; second < 90; second++) {
      decision =
          decide(
              new Seen(
                  1_000_000,
                  100,
                  false,
                  250,
                  false,
                  true,
                  Duration.ofMinutes(5),
                  Duration.ofMinutes(5),
                  null,
                  null));
    }
    assertThat(decision.perSecond()).isEqualTo(Governor.PLENTY);
    assertThat(decision.reason()).isEqualTo("the lead has made no version for 5 min");
  }

  @Test
  void whoHasCaughtUpOrLeadsIsNotLimited() {
    assertThat(decide(new Seen(10, 100, false, 100, false, true, WELL, WELL, null, null)))
        .isEqualTo(new Decision(Double.POSITIVE_INFINITY, false, "it has caught up"));
    Governor other = governor(1_000, true);
    assertThat(
            other.decide(
                new Seen(1_000_000, 100, false, 100, true, true, LATE, WELL, null, null), now))
        .isEqualTo(new Decision(Double.POSITIVE_INFINITY, true, "it leads"));
  }

  @Test
  void theLimitThatWasAskedForIsKept() {
    Governor limited = governor(6_000, true);
    for (int second = 0; second < 5; second++) {
      now += 1_000;
      assertThat(limited.decide(seen(6_000, WELL, null, null), now).perSecond())
          .isLessThanOrEqualTo(6_000);
    }
    Governor free = governor(6_000, false);
    assertThat(free.decide(seen(0, LATE, null, null), now).perSecond()).isEqualTo(6_000);
  }

  @Test
  void whoSeesNothingIsCareful() {
    second(5_000, WELL);
    now += 10_000;
    Decision blind = governor.blind("the catalog is away", now);
    assertThat(blind.perSecond()).isEqualTo(3_250);
    assertThat(blind.reason()).isEqualTo("it cannot see the live table: the catalog is away");
  }

  private static Governor governor(double maxRate, boolean followsLive) {
    return new Governor(
        new Pace(
            TableName.parse("shop.orders"),
            new CatalogSettings("tidemark", Map.of("type", "rest", "uri", "http://localhost:8181")),
            Duration.ofSeconds(5),
            maxRate,
            followsLive),
        0);
  }

  private Decision second(double reading, Duration liveAge) {
    return decide(seen(reading, liveAge, null, null));
  }

  private Decision decide(Seen seen) {
    now += 1_000;
    return governor.decide(seen, now);
  }

  private static Seen seen(
      double reading,
      Duration liveAge,
      @org.jspecify.annotations.Nullable Duration delay,
      @org.jspecify.annotations.Nullable Duration usual) {
    return new Seen(1_000_000, 100, false, reading, false, true, liveAge, liveAge, delay, usual);
  }
}
