package io.hotupdate.handover;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * The decision of the predecessor that its successor may not go on serving.
 */
final class TakeBack extends UpdateException {

	private static final long serialVersionUID = 1L;

	TakeBack(Reason reason, String message) {
		super(reason, message);
	}

}
