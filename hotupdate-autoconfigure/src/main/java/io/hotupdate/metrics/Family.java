package io.hotupdate.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One metric with all its series, as an exposition tells it.
 *
 * @param name its name
 * @param comments the lines that describe it
 * @param samples the lines with values
 */
record Family(String name, List<String> comments, List<Sample> samples) {

	private static final Set<String> CUMULATIVE = Set.of("counter", "histogram", "summary");

	Family(String name) {
		this(name, new ArrayList<>(), new ArrayList<>());
	}

	/** Whether it only rises while its process lives. */
	boolean isCumulative() {
		return this.comments.stream()
			.filter((comment) -> comment.startsWith("# TYPE "))
			.anyMatch((comment) -> CUMULATIVE.contains(comment.substring(comment.lastIndexOf(' ') + 1)));
	}

	/** Without what told of the present only. */
	Family cumulative() {
		return new Family(this.name, this.comments,
				this.samples.stream().filter(Predicate.not(Sample::isQuantile)).toList());
	}

	void writeTo(StringBuilder text) {
		writeCommentsTo(text);
		this.samples.forEach((sample) -> sample.writeTo(text));
	}

	void writeCommentsTo(StringBuilder text) {
		this.comments.forEach((comment) -> text.append(comment).append('\n'));
	}

	void writeTo(StringBuilder text, Slot slot) {
		this.samples.forEach((sample) -> sample.writeTo(text, slot));
	}

	/**
	 * Tell as 0 in a slot what the family of that slot does not have: a series that
	 * appears with a value has not risen to it for who reads.
	 */
	void writeZerosTo(StringBuilder text, Slot slot, Family there) {
		if (!isCumulative()) {
			return;
		}
		Set<String> known = there.samples.stream().map(Sample::series).collect(Collectors.toSet());
		this.samples.stream()
			.filter((sample) -> !sample.isQuantile() && !known.contains(sample.series()))
			.forEach((sample) -> sample.writeZeroTo(text, slot));
	}

}
