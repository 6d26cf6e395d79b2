/**
 * Groups, with a real Redis.
 */
@NullMarked
package io.hotupdate.cluster;

import org.jspecify.annotations.NullMarked;
