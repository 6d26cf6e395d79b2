package io.hotupdate.metrics;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * All that one generation tells of itself, in one of the two text formats.
 *
 * @param families by their names, in the order in which they were told
 */
record Exposition(Map<String, Family> families) {

	static final Exposition NONE = new Exposition(Map.of());

	private static final String END = "# EOF";

	/** The version of a generation that left still tells whose its requests were. */
	private static final Set<String> LASTING = Set.of("hotupdate_build_info", "hotupdate_build");

	static Exposition parse(byte[] text) {
		Map<String, Family> families = new LinkedHashMap<>();
		@Nullable Family family = null;
		for (String line : new String(text, StandardCharsets.UTF_8).split("\n")) {
			if (line.isEmpty() || line.equals(END)) {
				continue;
			}
			if (line.startsWith("# ")) {
				family = families.computeIfAbsent(line.split(" ", 4)[2], Family::new);
				family.comments().add(line);
			}
			else {
				Sample sample = Sample.of(line);
				if (family == null) {
					family = families.computeIfAbsent(sample.series().split("\\{", 2)[0], Family::new);
				}
				family.samples().add(sample);
			}
		}
		return new Exposition(families);
	}

	/** What stays true when the generation is gone. */
	Exposition lasting() {
		Map<String, Family> lasting = new LinkedHashMap<>();
		this.families.forEach((name, family) -> {
			if (LASTING.contains(name)) {
				lasting.put(name, family);
			}
			else if (family.isCumulative()) {
				lasting.put(name, family.cumulative());
			}
		});
		return new Exposition(lasting);
	}

	Exposition only(Set<String> names) {
		if (names.isEmpty()) {
			return this;
		}
		Map<String, Family> wanted = new LinkedHashMap<>(this.families);
		wanted.keySet().removeIf((name) -> !names.contains(name) && !names.contains(name.replaceFirst("_total$", "")));
		return new Exposition(wanted);
	}

	private Family family(String name) {
		return this.families.getOrDefault(name, new Family(name));
	}

	/**
	 * Write this and the other generation's exposition as one.
	 * @param slot that of this one
	 * @param other the other one, empty if there is none
	 * @param told who tells what the instance as a whole measures: this or the other one
	 * @param format in which words both are
	 */
	byte[] with(Slot slot, Exposition other, Exposition told, ExpositionFormat format) {
		StringBuilder text = new StringBuilder();
		Set<String> names = new LinkedHashSet<>(this.families.keySet());
		names.addAll(other.families.keySet());
		for (String name : names) {
			if (InstanceMetrics.isOfInstance(name)) {
				(told.families.containsKey(name) ? told : this).family(name).writeTo(text);
				continue;
			}
			Family mine = family(name);
			Family theirs = other.family(name);
			(mine.comments().isEmpty() ? theirs : mine).writeCommentsTo(text);
			mine.writeTo(text, slot);
			theirs.writeZerosTo(text, slot, mine);
			theirs.writeTo(text, slot.other());
			mine.writeZerosTo(text, slot.other(), theirs);
		}
		if (format == ExpositionFormat.OPEN_METRICS) {
			text.append(END).append('\n');
		}
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

}
