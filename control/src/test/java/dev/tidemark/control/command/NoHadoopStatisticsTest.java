package dev.tidemark.control.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NoHadoopStatisticsTest {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @BeforeEach
  void apply() {
    NoHadoopStatistics.apply();
  }

  @AfterEach
  void undo() {
    Thread.currentThread().setContextClassLoader(before);
  }

  /** Without the first, the name would have become another one in Iceberg. */
  @Test
  void theClassThatIsThereIsNotFound() throws Exception {
    assertThat(load(NoHadoopStatistics.HIDDEN, before)).isNotNull();
    assertThatThrownBy(() -> load(NoHadoopStatistics.HIDDEN, context()))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void storagesAreTheSameClassesAsEver() throws Exception {
    assertThat(load(S3FileIO.class.getName(), context())).isSameAs(S3FileIO.class);
    assertThat(load(HadoopFileIO.class.getName(), context())).isSameAs(HadoopFileIO.class);
  }

  private static ClassLoader context() {
    return Thread.currentThread().getContextClassLoader();
  }

  private static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
    return Class.forName(name, false, loader);
  }
}
