package dev.tidemark.local;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * First main of every child JVM: {@code Supervised <parentPid> <mainClass> args…}. Runs the main
 * class and halts the JVM soon after the parent ended, however it ended.
 *
 * <p>It asks for the child's parent, not whether the parent's id lives: a killed parent hands its
 * children to another process at once, even while it waits as a zombie or its id is given away
 * again. A stopped child cannot look; {@link ChildProcess#suspend()} guards those.
 *
 * <p>This class is copied alone into a jar for the children, so it uses nothing but the JDK.
 */
public final class Supervised {
  /** How often the parent is looked for, in milliseconds: the longest an orphan lives. */
  private static final long LOOK_EVERY_MS = 100;

  private Supervised() {}

  /** Runs {@code args[1]} with the arguments after it. */
  public static void main(String[] args) throws Throwable {
    watch(Long.parseLong(args[0]));
    try {
      Class.forName(args[1])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 2, args.length));
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void watch(long parent) {
    Thread watch =
        new Thread(
            () -> {
              while (hasParent(parent)) {
                try {
                  Thread.sleep(LOOK_EVERY_MS);
                } catch (InterruptedException e) {
                  // Only by a main that interrupts every thread it finds; the watch goes on.
                }
              }
              // Not exit: shutdown hooks may hang, and an orphan's data must survive a kill anyway.
              Runtime.getRuntime().halt(143);
            },
            "supervised");
    watch.setDaemon(true);
    watch.start();
  }

  private static boolean hasParent(long pid) {
    return ProcessHandle.current().parent().map(p -> p.pid() == pid).orElse(false);
  }
}
