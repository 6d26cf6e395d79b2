package io.hotupdate.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer to a call that was refused and has changed nothing. Its fields are those of
 * {@link UpdateBody}.
 *
 * @param outcome always {@code REFUSED}
 * @param reason the fixed code
 * @param retryable whether the same call may succeed later
 * @param currentVersion the version that serves
 * @param state what the instance is doing; not told to those who may not ask
 * @param allowed the verbs that the state takes
 * @param error what went wrong and what to do
 */
record RefusalBody(String outcome, Reason reason, boolean retryable, @Nullable String currentVersion,
		@Nullable UpdateState state, @Nullable List<String> allowed,
		UpdateBody.Fault error) implements OperationResponseBody {

	static RefusalBody of(UpdateException refusal, UpdateSnapshot now) {
		Reason reason = refusal.reason();
		UpdateBody.Fault error = new UpdateBody.Fault(reason, String.valueOf(refusal.getMessage()));
		boolean retryable = reason.isRetryable() || reason.kind() == Reason.Kind.BUSY;
		if (reason == Reason.NOT_AUTHORIZED) {
			return new RefusalBody("REFUSED", reason, retryable, null, null, null, error);
		}
		return new RefusalBody("REFUSED", reason, retryable, now.currentVersion(), now.state(),
				UpdateBody.ids(now.allowed()), error);
	}

}
