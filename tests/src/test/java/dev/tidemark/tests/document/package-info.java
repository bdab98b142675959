/** What the documents tell people to type, typed. */
@NullMarked
package dev.tidemark.tests.document;

import org.jspecify.annotations.NullMarked;
