package dev.tidemark.control.generate;

import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Conversations with an agent: somebody asks, the agent calls tools and reads their answers, and
 * answers; sometimes there is another question. Conversations interleave.
 */
final class AgentSessions {
  private static final int MOST_ACTS_BETWEEN = 4;
  private static final int MOST_TOOL_CALLS = 3;
  private static final double ANOTHER_QUESTION = 0.3;
  private static final double TOOL_FAILS = 0.05;
  private static final String[] QUESTIONS = {
    "Where is my parcel?",
    "Can I still change the order?",
    "How do I return a piece?",
    "Why was I charged twice?",
    "Is the lantern back in stock?"
  };
  private static final String[] TOOLS = {"find_orders", "track_parcel", "read_account", "refund"};
  private static final String[] ANSWERS = {
    "It is on its way and should be with you tomorrow.", "I have refunded the amount.",
    "Please send it back with the label I have mailed to you.", "A colleague will call you."
  };

  private final Random random;
  private final FollowUps followUps;
  private final Consumer<Happening> out;
  private int nextSession = 1;
  private int nextCall = 1;

  AgentSessions(Random random, FollowUps followUps, Consumer<Happening> out) {
    this.random = random;
    this.followUps = followUps;
    this.out = out;
  }

  /** A conversation that goes on. */
  private static final class Session {
    private final String id;
    private final String customer;
    private final @Nullable String issue;
    private int turn;

    private Session(String id, String customer, @Nullable String issue) {
      this.id = id;
      this.customer = customer;
      this.issue = issue;
    }
  }

  /** A call that waits for its answer. */
  private record Call(String id, String tool) {}

  void begin(String customer, @Nullable String issue) {
    var session = new Session("S" + nextSession++, customer, issue);
    soon(moment -> ask(session, moment));
  }

  private void ask(Session session, Moment moment) {
    say(session, moment, pick(QUESTIONS), null, null, null, null, "user");
    int calls = random.nextInt(MOST_TOOL_CALLS + 1);
    soon(later -> work(session, calls, later));
  }

  private void work(Session session, int calls, Moment moment) {
    if (calls == 0) {
      answer(session, moment);
      return;
    }
    var call = new Call("call_" + nextCall++, pick(TOOLS));
    String arguments = "{\"customer_id\":\"" + session.customer + "\"}";
    say(session, moment, null, call.id, call.tool, arguments, tokens(), "assistant");
    soon(later -> toolAnswers(session, call, calls, later));
  }

  private void toolAnswers(Session session, Call call, int calls, Moment moment) {
    String answer =
        random.nextDouble() < TOOL_FAILS
            ? "{\"error\":\"timeout\"}"
            : "{\"found\":" + random.nextInt(5) + "}";
    say(session, moment, answer, call.id, call.tool, null, null, "tool");
    soon(later -> work(session, calls - 1, later));
  }

  private void answer(Session session, Moment moment) {
    say(session, moment, pick(ANSWERS), null, null, null, tokens(), "assistant");
    if (random.nextDouble() < ANOTHER_QUESTION) {
      soon(later -> ask(session, later));
    }
  }

  private void say(Session session, Moment moment, @Nullable Object... said) {
    Object[] values = new Object[said.length + 5];
    values[0] = session.id;
    values[1] = ++session.turn;
    values[2] = session.issue;
    values[3] = session.customer;
    System.arraycopy(said, 0, values, 4, said.length);
    values[values.length - 1] = moment.at();
    out.accept(Happening.of(ShopTopic.AGENT_TURNS, Kind.AGENT_TURN, moment, values));
  }

  private void soon(Consumer<Moment> what) {
    followUps.in(1 + random.nextInt(MOST_ACTS_BETWEEN), what);
  }

  private int tokens() {
    return 10 + random.nextInt(300);
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
