package io.hotupdate.handover;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Windows over what the successor tells, which counts from the switch on: the difference
 * of two samples.
 */
final class TrafficWindows {

	private final long keptNanos;

	private final Deque<Told> told = new ArrayDeque<>();

	/**
	 * Begin with nothing answered at the switch.
	 * @param kept the longest window that is asked for
	 */
	TrafficWindows(Duration kept) {
		this.keptNanos = kept.toNanos();
		this.told.add(new Told(0, new TrafficSample(), 0));
	}

	void add(Duration sinceSwitch, TrafficSample sample) {
		add(sinceSwitch, sample, 0);
	}

	void add(Duration sinceSwitch, TrafficSample sample, long compilingMillis) {
		long at = sinceSwitch.toNanos();
		if (sample.requests() < this.told.getLast().sample().requests()) {
			// another count than before cannot be compared with it
			this.told.clear();
		}
		this.told.add(new Told(at, sample, compilingMillis));
		while (this.told.size() > 2 && second().at() <= at - this.keptNanos) {
			this.told.removeFirst();
		}
	}

	private Told second() {
		Iterator<Told> iterator = this.told.iterator();
		iterator.next();
		return iterator.next();
	}

	/**
	 * What was answered in the last window.
	 * @param window how long it is
	 * @param grace how long after the switch nothing counts
	 */
	TrafficSample last(Duration window, Duration grace) {
		return this.told.getLast().sample().since(begin(window, grace).sample());
	}

	/**
	 * How busy the compiler of the successor was in the last window.
	 * @return the time it took, as a part of the window
	 */
	double compiling(Duration window, Duration grace) {
		Told end = this.told.getLast();
		Told begin = begin(window, grace);
		double millis = (end.at() - begin.at()) / 1e6;
		return (millis > 0) ? (end.compilingMillis() - begin.compilingMillis()) / millis : 0;
	}

	private Told begin(Duration window, Duration grace) {
		Told end = this.told.getLast();
		long from = Math.max(end.at() - window.toNanos(), grace.toNanos());
		for (Told one : this.told) {
			if (one.at() >= from) {
				return one;
			}
		}
		return end;
	}

	private record Told(long at, TrafficSample sample, long compilingMillis) {

	}

}
