/**
 * The endpoint {@code /actuator/hotupdate}, who may use it, and the trail that each use
 * leaves.
 */
@NullMarked
package io.hotupdate.actuate;

import org.jspecify.annotations.NullMarked;
