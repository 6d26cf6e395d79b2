package io.hotupdate.actuate;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * A refusal whose HTTP status is not the one of its reason's kind.
 */
final class CallRefusedException extends UpdateException {

	private static final long serialVersionUID = 1L;

	private final int status;

	CallRefusedException(int status, Reason reason, String message) {
		super(reason, message);
		this.status = status;
	}

	int status() {
		return this.status;
	}

}
