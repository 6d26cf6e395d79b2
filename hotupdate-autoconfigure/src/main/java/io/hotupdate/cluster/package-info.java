/**
 * A group of instances: members, rollouts, locks. Redis holds the truth, and each
 * decision is one script.
 */
@NullMarked
package io.hotupdate.cluster;

import org.jspecify.annotations.NullMarked;
