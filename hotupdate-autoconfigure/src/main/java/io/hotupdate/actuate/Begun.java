package io.hotupdate.actuate;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.hotupdate.UpdateSnapshot;

/**
 * What a verb has begun, with the place among those who wait for its end.
 *
 * @param place the place, given back on closing
 * @param time how long the answer is held at most
 * @param goal what the caller waits for
 * @param snapshot what the verb returned
 * @param alreadyCurrent whether there was nothing to do
 */
record Begun(WaitingRequests.Place place, Duration time, Goal goal, UpdateSnapshot snapshot,
		boolean alreadyCurrent) implements AutoCloseable {

	static Begun of(WaitingRequests.Place place, Duration time, Goal goal, Supplier<UpdateSnapshot> verb,
			Predicate<UpdateSnapshot> alreadyCurrent) {
		boolean begun = false;
		try {
			UpdateSnapshot snapshot = Objects.requireNonNull(verb.get());
			begun = true;
			return new Begun(place, time, goal, snapshot, alreadyCurrent.test(snapshot));
		}
		finally {
			if (!begun) {
				place.close();
			}
		}
	}

	@Nullable String updateId() {
		return this.alreadyCurrent ? null : this.snapshot.updateId();
	}

	@Override
	public void close() {
		this.place.close();
	}

}
