package io.hotupdate;

import java.util.EnumSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an instance is doing about updates, and which verbs it takes meanwhile.
 */
public enum UpdateState {

	/** Nothing is going on. */
	IDLE,

	/** The new release is on its way to this host. */
	DOWNLOADING,

	/** The download rests; what has arrived is kept. */
	PAUSED,

	/**
	 * The release is being put to work. It cannot be interrupted before the switch.
	 */
	APPLYING,

	/** The last update failed; what is served and readiness are as before. */
	FAILED;

	Set<Verb> allowed(@Nullable UpdatePhase phase) {
		return switch (this) {
			case IDLE -> EnumSet.of(Verb.START, Verb.ROLLBACK);
			case DOWNLOADING -> EnumSet.of(Verb.PAUSE, Verb.CANCEL);
			case PAUSED -> EnumSet.of(Verb.RESUME, Verb.CANCEL);
			case APPLYING -> (phase != null && phase.isAfterSwitch()) ? EnumSet.of(Verb.ROLLBACK, Verb.CONFIRM)
					: EnumSet.noneOf(Verb.class);
			case FAILED -> EnumSet.of(Verb.START, Verb.RETRY, Verb.CANCEL, Verb.ROLLBACK);
		};
	}

	/**
	 * Whether an update is under way.
	 * @return {@code true} between a start and its end
	 */
	public boolean isBusy() {
		return this == DOWNLOADING || this == PAUSED || this == APPLYING;
	}

}
