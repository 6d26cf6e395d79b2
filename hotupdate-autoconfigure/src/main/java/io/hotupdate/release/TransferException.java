package io.hotupdate.release;

import java.time.Duration;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * A transfer that failed, and when another try may be worth it.
 */
final class TransferException extends UpdateException {

	private static final long serialVersionUID = 1L;

	private final boolean mendable;

	private final @Nullable Duration retryAfter;

	TransferException(Reason reason, String message, @Nullable Throwable cause) {
		this(reason, message, cause, true, null);
	}

	TransferException(Reason reason, String message, @Nullable Throwable cause, boolean mendable,
			@Nullable Duration retryAfter) {
		super(reason, message, cause);
		this.mendable = mendable;
		this.retryAfter = retryAfter;
	}

	boolean isMendableByRetry() {
		return this.mendable && reason().isRetryable();
	}

	/** What the server asks for, if it does. */
	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
