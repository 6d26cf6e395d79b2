package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;

/**
 * Checks of the signals that this process gets, and of the directory that one of them has
 * looked into.
 */
@FunctionalInterface
interface SignalChecks extends Supplier<List<Finding>> {

}
