package dev.tidemark.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CatalogProbeTest {
  private static final Namespace SHOP = Namespace.of("shop");

  @Test
  void soundCatalogFitsAndKeepsNothingOfTheProbe() {
    BrokenCatalog sound = new BrokenCatalog(new BrokenCatalog.Fault() {});

    CatalogProbe.check(sound, SHOP);

    assertThat(sound.listTables(SHOP)).isEmpty();
  }

  @Test
  void catalogThatKeepsOnlyTheNewestSnapshotIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public TableMetadata read(TableMetadata stored) {
            List<Long> old =
                stored.snapshots().stream()
                    .filter(it -> it != stored.currentSnapshot())
                    .map(Snapshot::snapshotId)
                    .toList();
            return TableMetadata.buildFrom(stored)
                .removeSnapshots(old)
                .discardChanges()
                .withMetadataLocation(stored.metadataFileLocation())
                .build();
          }
        },
        "it drops older snapshots: of 3 commits, number 1 is gone; history, rollback and replay need them");
  }

  @Test
  void catalogThatLosesSummaryKeysIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public TableMetadata read(TableMetadata stored) {
            return reread(stored, "tidemark.probe", "other");
          }
        },
        "it loses or changes a snapshot's own summary keys; the tidemark lives in them");
  }

  @Test
  void catalogThatCutsLongValuesIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public TableMetadata read(TableMetadata stored) {
            return reread(stored, "0123456789abcdef".repeat(256), "");
          }
        },
        "it loses or changes a snapshot's own summary keys; the tidemark lives in them");
  }

  @Test
  void catalogThatLosesTagsIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public void commit(
              TableOperations store, @Nullable TableMetadata base, TableMetadata metadata) {
            TableMetadata.Builder kept = TableMetadata.buildFrom(metadata);
            metadata
                .refs()
                .forEach(
                    (name, ref) -> {
                      if (ref.isTag()) {
                        kept.removeRef(name);
                      }
                    });
            store.commit(base, kept.build());
          }
        },
        "it loses tags; root and recovery points are tagged");
  }

  @Test
  void catalogWithoutCompareAndSetIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public void commit(
              TableOperations store, @Nullable TableMetadata base, TableMetadata metadata) {
            store.commit(base == null ? null : store.refresh(), metadata);
          }
        },
        "it loses a branch's place to a commit that was built on stale metadata (no compare and set); two jobs would overwrite each other");
  }

  @Test
  void catalogThatLetsPartOfARefusedCommitThroughIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public void commit(
              TableOperations store, @Nullable TableMetadata base, TableMetadata metadata) {
            try {
              store.commit(base, metadata);
            } catch (CommitFailedException stale) {
              TableMetadata now = store.refresh();
              store.commit(now, now.replaceProperties(metadata.properties()));
              throw stale;
            }
          }
        },
        "it lets part of a refused commit through; the lead and main must change together");
  }

  @Test
  void catalogThatMakesTwoVersionsOfATransactionIsRefused() {
    refused(
        new BrokenCatalog.Fault() {
          @Override
          public void commit(
              TableOperations store, @Nullable TableMetadata base, TableMetadata metadata) {
            if (base == null || metadata.properties().equals(base.properties())) {
              store.commit(base, metadata);
              return;
            }
            store.commit(base, metadata.replaceProperties(base.properties()));
            TableMetadata now = store.refresh();
            store.commit(now, now.replaceProperties(metadata.properties()));
          }
        },
        "it makes 2 metadata versions of one transaction; readers could see the lead without its main");
  }

  private static TableMetadata reread(TableMetadata stored, String from, String to) {
    return TableMetadataParser.fromJson(
        stored.metadataFileLocation(), TableMetadataParser.toJson(stored).replace(from, to));
  }

  private static void refused(BrokenCatalog.Fault fault, String because) {
    BrokenCatalog broken = new BrokenCatalog(fault);

    assertThatThrownBy(() -> CatalogProbe.check(broken, SHOP))
        .isInstanceOf(UnfitCatalogException.class)
        .hasMessage(
            "Catalog broken does not fit: "
                + because
                + ". Use another catalog, such as REST or JDBC.");
    assertThat(broken.listTables(SHOP)).isEmpty();
  }
}
