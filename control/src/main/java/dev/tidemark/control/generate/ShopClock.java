package dev.tidemark.control.generate;

import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The shop's time. It goes on by one step per event, of random length around the mean of that hour,
 * and knows nothing of the real time.
 */
final class ShopClock {
  /** How much happens in each hour of the day, one on average. */
  private static final double[] HOURS = {
    0.25, 0.15, 0.10, 0.08, 0.08, 0.15, 0.35, 0.70, 1.05, 1.35, 1.55, 1.65,
    1.60, 1.50, 1.45, 1.40, 1.40, 1.45, 1.55, 1.75, 1.80, 1.50, 0.75, 0.39
  };

  private final ShopSettings.Pulse pulse;
  private final Random random;
  private final long startMillis;
  private final double meanNanos;
  private long nanos;

  ShopClock(ShopSettings.Pulse pulse, Random random) {
    this.pulse = pulse;
    this.random = random;
    this.startMillis = pulse.start().toEpochMilli();
    this.meanNanos = TimeUnit.SECONDS.toNanos(1) / pulse.perSecond();
  }

  /** Goes on to the next event. */
  void tick() {
    // StrictMath: Math.log may differ in the last bit from machine to machine.
    double steps = -StrictMath.log(1 - random.nextDouble());
    nanos += (long) (steps * meanNanos / intensity());
  }

  private double intensity() {
    double hour = pulse.daily() ? HOURS[(int) Math.floorMod(millis() / 3_600_000L, 24L)] : 1;
    return pulse.burst() == null ? hour : hour * pulse.burst().factorAt(nanos);
  }

  /** Since 1970. */
  long millis() {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  Instant now() {
    return Instant.ofEpochMilli(millis());
  }

  /** Since the shop's begin. */
  long sinceStartNanos() {
    return nanos;
  }
}
