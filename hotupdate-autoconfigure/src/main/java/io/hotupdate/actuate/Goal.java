package io.hotupdate.actuate;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.hotupdate.Outcome;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.Verb;

/**
 * What a caller wants to come true of an update.
 */
enum Goal {

	/** The new version serves. */
	SERVING {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.isServing() || snapshot.outcome() == Outcome.SUCCEEDED;
		}
	},

	/** The new version is {@code current}: its probation is over. */
	CONFIRMED {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.outcome() == Outcome.SUCCEEDED;
		}
	},

	/** The predecessor serves again. */
	TAKEN_BACK {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.outcome() == Outcome.TAKEN_BACK;
		}
	},

	/** The update was given up or put away. */
	CANCELLED {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.state() == UpdateState.IDLE;
		}
	},

	/** The update that may have to wait for another serves. */
	QUEUED {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.queued() == null && SERVING.reached(snapshot);
		}
	},

	/** No update waits for the end of the one under way. */
	UNQUEUED {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.queued() == null;
		}
	},

	/** The download rests. */
	PAUSED {
		@Override
		boolean reached(UpdateSnapshot snapshot) {
			return snapshot.state() == UpdateState.PAUSED;
		}
	};

	abstract boolean reached(UpdateSnapshot snapshot);

	boolean isDecided(UpdateSnapshot snapshot) {
		return reached(snapshot) || snapshot.isFinished();
	}

	/**
	 * The goal of a verb; {@code until} is asked of verbs that make an update go on, and
	 * of a rollback that is one since nobody stands by any more.
	 */
	static Goal of(Verb verb, UpdateState state, Goal until) {
		return switch (verb) {
			case START, RETRY, RESUME -> until;
			case CONFIRM -> CONFIRMED;
			case ROLLBACK -> state.isBusy() ? TAKEN_BACK : until;
			case CANCEL -> (state == UpdateState.APPLYING) ? UNQUEUED : CANCELLED;
			case PAUSE -> PAUSED;
		};
	}

	static Goal parse(@Nullable String until) {
		if (until == null) {
			return SERVING;
		}
		return switch (until.toLowerCase(Locale.ROOT)) {
			case "serving" -> SERVING;
			case "confirmed" -> CONFIRMED;
			default ->
				throw Call.badRequest("'until' is neither serving nor confirmed; perhaps you should send one of them");
		};
	}

}
