package io.hotupdate;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an instance is doing about updates, and which verbs it takes meanwhile.
 */
public enum UpdateState {

	/** Nothing is going on. */
	IDLE(Verb.START),

	/** The new release is on its way to this host. */
	DOWNLOADING(Verb.PAUSE, Verb.CANCEL),

	/** The download rests; what has arrived is kept. */
	PAUSED(Verb.RESUME, Verb.CANCEL),

	/**
	 * The release is being put to work. It cannot be interrupted before its probation.
	 */
	APPLYING {

		@Override
		Set<Verb> allowed(@Nullable UpdatePhase phase) {
			return (phase == UpdatePhase.PROBATION) ? EnumSet.of(Verb.ROLLBACK, Verb.CONFIRM)
					: EnumSet.noneOf(Verb.class);
		}

	},

	/** The last update failed; what is served and readiness are as before. */
	FAILED(Verb.START, Verb.RETRY, Verb.CANCEL);

	private final Set<Verb> allowed = EnumSet.noneOf(Verb.class);

	UpdateState(Verb... allowed) {
		this.allowed.addAll(Set.of(allowed));
	}

	Set<Verb> allowed(@Nullable UpdatePhase phase) {
		return EnumSet.copyOf(this.allowed);
	}

	/**
	 * Whether an update is under way.
	 * @return {@code true} between a start and its end
	 */
	public boolean isBusy() {
		return this == DOWNLOADING || this == PAUSED || this == APPLYING;
	}

}
