package io.hotupdate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the dispatcher has written down: each of its ticks, of whichever generation. */
record DispatchJournal(List<Tick> ticks) {

	static final Duration PERIOD = Duration.ofMillis(200);

	private static final int AHEAD = 2;

	static DispatchJournal read(Path file) {
		try {
			return Files.exists(file)
					? new DispatchJournal(Files.readAllLines(file).stream().map(DispatchJournal::tick).toList())
					: new DispatchJournal(List.of());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Tick tick(String line) {
		String[] parts = line.split(" ");
		return new Tick(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
				Boolean.parseBoolean(parts[3]));
	}

	/** The generations one after the other, each as often as it was the owner. */
	List<Long> owners() {
		List<Long> owners = new ArrayList<>();
		for (Tick tick : this.ticks) {
			if (owners.isEmpty() || owners.get(owners.size() - 1) != tick.generation()) {
				owners.add(tick.generation());
			}
		}
		return owners;
	}

	/** How many ticks the last owner has made. */
	int ofLastOwner() {
		int count = 0;
		for (int i = this.ticks.size() - 1; i >= 0
				&& this.ticks.get(i).generation() == this.ticks.get(this.ticks.size() - 1).generation(); i--) {
			count++;
		}
		return count;
	}

	/** From the last tick of an owner to the first of the next. */
	List<Duration> gaps() {
		List<Duration> gaps = new ArrayList<>();
		for (int i = 1; i < this.ticks.size(); i++) {
			if (this.ticks.get(i).generation() != this.ticks.get(i - 1).generation()) {
				gaps.add(between(this.ticks.get(i - 1), this.ticks.get(i)));
			}
		}
		return gaps;
	}

	/** How late the machine was with a tick of an owner that did not change. */
	Duration late() {
		Duration late = Duration.ZERO;
		for (int i = 1; i < this.ticks.size(); i++) {
			Duration over = between(this.ticks.get(i - 1), this.ticks.get(i)).minus(PERIOD);
			if (this.ticks.get(i).generation() == this.ticks.get(i - 1).generation() && over.compareTo(late) > 0) {
				late = over;
			}
		}
		return late;
	}

	/**
	 * Ticks that catch up with what was missed: from the first tick of an owner on, the
	 * next ones may be ahead of their period by two, as a scheduler's own are that was
	 * late with that first one.
	 */
	List<Tick> bursts() {
		List<Tick> bursts = new ArrayList<>();
		int first = 0;
		for (int i = 1; i < this.ticks.size(); i++) {
			if (this.ticks.get(i).generation() != this.ticks.get(first).generation()) {
				first = i;
			}
			Duration since = between(this.ticks.get(first), this.ticks.get(i));
			if (i - first > since.toMillis() / PERIOD.toMillis() + AHEAD) {
				bursts.add(this.ticks.get(i));
			}
		}
		return bursts;
	}

	List<Tick> withoutOwnership() {
		return this.ticks.stream().filter((tick) -> !tick.owner()).toList();
	}

	private static Duration between(Tick one, Tick other) {
		return Duration.ofNanos((other.micros() - one.micros()) * 1000);
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT,
				"%d ticks of generations %s, gaps between owners %s ms, ticks of one owner late by %d ms at most",
				this.ticks.size(), owners(), gaps().stream().map(Duration::toMillis).toList(), late().toMillis());
	}

	/**
	 * One tick.
	 *
	 * @param micros when, in microseconds since 1970
	 * @param pid the process
	 * @param generation its generation
	 * @param owner whether it was the owner then
	 */
	record Tick(long micros, long pid, long generation, boolean owner) {

	}

}
