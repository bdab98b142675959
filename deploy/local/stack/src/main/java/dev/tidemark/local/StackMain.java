package dev.tidemark.local;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * A stack in the foreground: {@code StackMain <folder> [<service>…]}, services by the ids of {@link
 * Service}, all but Flink if none is named. Prints the addresses, then runs until it is ended.
 */
public final class StackMain {
  private StackMain() {}

  /** Runs until interrupted or killed. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (LocalStack stack = start(args)) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "close-stack"));
      print(stack, out);
      new CountDownLatch(1).await();
    } catch (LocalStackException e) {
      out.println(e.getMessage());
      System.exit(1);
    }
  }

  private static LocalStack start(String[] args) {
    if (args.length == 0) {
      throw new LocalStackException("No folder is given. Call StackMain <folder> [<service>…].");
    }
    Service[] services =
        args.length == 1
            ? new Service[] {Service.KAFKA, Service.REGISTRY, Service.S3, Service.REST_CATALOG}
            : Arrays.stream(args).skip(1).map(StackMain::service).toArray(Service[]::new);
    return LocalStack.in(Path.of(args[0])).with(services).start();
  }

  private static Service service(String id) {
    return Arrays.stream(Service.values())
        .filter(s -> s.id().equals(id.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new LocalStackException(
                    "The stack has no service \"%s\". Name some of %s."
                        .formatted(
                            id,
                            Arrays.stream(Service.values())
                                .map(Service::id)
                                .collect(Collectors.joining(", ")))));
  }

  private static void print(LocalStack stack, PrintStream out) {
    List<Service> services = stack.readyTimes().keySet().stream().sorted().toList();
    for (Service service : services) {
      String address =
          switch (service) {
            case KAFKA -> stack.bootstrapServers();
            case REGISTRY -> stack.registryUrl();
            case S3 -> stack.s3().endpoint().toString();
            case REST_CATALOG -> stack.restCatalog().get("uri");
            case FLINK -> stack.flink().restUrl().toString();
          };
      out.printf("%-12s %s%n", service.id(), address);
    }
    out.println("ready");
  }
}
