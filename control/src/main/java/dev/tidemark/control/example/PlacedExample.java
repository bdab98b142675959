package dev.tidemark.control.example;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A case with topics and a table of its own, so that it meets neither live ones nor other cases.
 *
 * @param table its name in full
 * @param topicPrefix in front of the name of each topic
 */
record PlacedExample(Example example, String table, String topicPrefix) {
  /**
   * Places all of them.
   *
   * @param test what no other test is called, a word in lower case
   */
  static List<PlacedExample> all(List<Example> examples, String test) {
    var placed = new ArrayList<PlacedExample>();
    for (Example example : examples) {
      int number = placed.size() + 1;
      placed.add(
          new PlacedExample(
              example,
              "%s.%s_%d".formatted(namespace(test), example.definition().name().table(), number),
              "tidemark-test-%s-%d-".formatted(test, number)));
    }
    return placed;
  }

  /** Where all tables of a test are. */
  static String namespace(String test) {
    return "tidemark_test_" + test;
  }

  /** How the names of all topics of a test begin, which has this namespace. */
  static String topicsOf(String namespace) {
    return namespace.replace('_', '-') + "-";
  }

  String topic(GivenTopic given) {
    return topicPrefix + given.source().topic();
  }

  /** Of each topic how many records its partitions hold. */
  Map<String, List<Long>> ends() {
    var ends = new TreeMap<String, List<Long>>();
    example.given().forEach(given -> ends.put(topic(given), given.ends()));
    return ends;
  }
}
