/**
 * The application's background work, which belongs to one generation: schedulers,
 * listener containers, service registration, runners.
 */
@NullMarked
package io.hotupdate.background;

import org.jspecify.annotations.NullMarked;
