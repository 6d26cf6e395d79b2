package io.hotupdate.background;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Which runners have run in this release.
 *
 * @param done their bean names
 * @param add records one more; called by the owner only
 */
public record RunnerRecord(Supplier<Set<String>> done, Consumer<String> add) {

}
