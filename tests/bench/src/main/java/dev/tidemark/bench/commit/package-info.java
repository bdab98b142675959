/** What a commit costs, by the number of retained snapshots. */
@NullMarked
package dev.tidemark.bench.commit;

import org.jspecify.annotations.NullMarked;
