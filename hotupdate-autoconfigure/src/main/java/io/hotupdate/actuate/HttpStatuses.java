package io.hotupdate.actuate;

import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateSnapshot;

/**
 * What is said as an HTTP status. The body says more.
 */
final class HttpStatuses {

	static final int OK = 200;

	static final int ACCEPTED = 202;

	static final int UNAUTHORIZED = 401;

	static final int FORBIDDEN = 403;

	static final int NOT_FOUND = 404;

	static final int CONFLICT = 409;

	static final int UNSUPPORTED_MEDIA_TYPE = 415;

	private static final int SERVER_ERROR = 500;

	private HttpStatuses() {
	}

	static int of(UpdateSnapshot snapshot, Goal goal) {
		if (goal.reached(snapshot)) {
			return OK;
		}
		Outcome outcome = snapshot.outcome();
		if (outcome == null) {
			return ACCEPTED;
		}
		return switch (outcome) {
			case SUCCEEDED, CANCELLED -> CONFLICT;
			case TAKEN_BACK, INTERRUPTED -> SERVER_ERROR;
			case FAILED -> (snapshot.reason() != null) ? of(snapshot.reason()) : SERVER_ERROR;
		};
	}

	static int of(UpdateException refusal) {
		return (refusal instanceof CallRefusedException refused) ? refused.status() : of(refusal.reason());
	}

	private static int of(Reason reason) {
		return switch (reason.kind()) {
			case BAD_INPUT -> 400;
			case FORBIDDEN -> UNAUTHORIZED;
			case NOT_FOUND -> NOT_FOUND;
			case CONFLICT -> CONFLICT;
			case REFUSED -> 422;
			// Not 503, which load balancers take for an instance that is ill
			case BUSY -> 429;
			case NO_SPACE -> 507;
			case FAILED -> SERVER_ERROR;
		};
	}

}
