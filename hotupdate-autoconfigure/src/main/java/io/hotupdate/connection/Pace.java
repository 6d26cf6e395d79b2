package io.hotupdate.connection;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Does evenly, until the next look, what one look has found to do: two thousand clients
 * that came within seconds are cut within seconds, and others are not to feel each look
 * as a burst. Used by one thread only.
 */
final class Pace {

	private final Deque<Runnable> due = new ArrayDeque<>();

	private int share;

	void add(Runnable one) {
		this.due.add(one);
	}

	boolean isDone() {
		return this.due.isEmpty();
	}

	/** Share out what is due, what is left of an earlier look too. */
	void share(int steps) {
		this.share = (this.due.size() + steps - 1) / steps;
	}

	void step() {
		for (int i = 0; i < this.share; i++) {
			Runnable one = this.due.poll();
			if (one == null) {
				return;
			}
			one.run();
		}
	}

}
