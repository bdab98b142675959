package dev.tidemark.local;

import java.util.concurrent.CountDownLatch;

/** A child that says its arguments; then ends as the first says, or stays if it is "stay". */
public final class Puppet {
  private Puppet() {}

  /** Speaks and ends, or stays. */
  public static void main(String[] args) throws InterruptedException {
    for (String arg : args) {
      System.out.println(arg);
    }
    if (args[0].equals("stay")) {
      new CountDownLatch(1).await();
    }
    System.exit(Integer.parseInt(args[0]));
  }
}
