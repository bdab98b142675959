package dev.tidemark.control.generate;

import java.util.Arrays;
import java.util.Random;

/** Draws from 0 to n-1, where k is drawn with a weight of 1 / (k + 1)^skew. */
final class Zipf {
  private final double[] cumulated;

  Zipf(int n, double skew) {
    cumulated = new double[n];
    double sum = 0;
    for (int i = 0; i < n; i++) {
      // StrictMath: Math.pow may differ in the last bit from machine to machine.
      sum += StrictMath.pow(i + 1, -skew);
      cumulated[i] = sum;
    }
  }

  int draw(Random random) {
    double drawn = random.nextDouble() * cumulated[cumulated.length - 1];
    int at = Arrays.binarySearch(cumulated, drawn);
    return Math.min(cumulated.length - 1, at < 0 ? -at - 1 : at);
  }
}
