package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;

/**
 * Checks of what two generations hold twice while both live.
 */
@FunctionalInterface
interface OverlapChecks extends Supplier<List<Finding>> {

}
