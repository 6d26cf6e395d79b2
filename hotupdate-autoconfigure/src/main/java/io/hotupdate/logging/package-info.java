/**
 * Log files of generations.
 */
@NullMarked
package io.hotupdate.logging;

import org.jspecify.annotations.NullMarked;
