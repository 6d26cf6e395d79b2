/**
 * Releases that somebody puts into a directory.
 */
@NullMarked
package io.hotupdate.incoming;

import org.jspecify.annotations.NullMarked;
