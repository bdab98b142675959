/** The configuration file: profiles, each of which says where things run. */
@NullMarked
package dev.tidemark.control.profile;

import org.jspecify.annotations.NullMarked;
