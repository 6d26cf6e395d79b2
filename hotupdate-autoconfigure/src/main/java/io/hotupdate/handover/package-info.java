/**
 * The conversation in which one generation gives the traffic to the next: start, warm-up,
 * switch, drain, probation and take-back.
 */
@NullMarked
package io.hotupdate.handover;

import org.jspecify.annotations.NullMarked;
