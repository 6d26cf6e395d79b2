/**
 * What is measured, and one exposition of it for both generations.
 */
@NullMarked
package io.hotupdate.metrics;

import org.jspecify.annotations.NullMarked;
