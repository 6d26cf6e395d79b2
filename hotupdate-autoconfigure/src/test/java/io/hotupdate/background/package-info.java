/**
 * Tests of background work.
 */
@NullMarked
package io.hotupdate.background;

import org.jspecify.annotations.NullMarked;
