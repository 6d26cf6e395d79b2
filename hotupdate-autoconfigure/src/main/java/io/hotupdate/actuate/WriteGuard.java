package io.hotupdate.actuate;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;

/**
 * Every verb passes here: first who calls, then the verb, and one line of the trail
 * whatever comes of it.
 */
final class WriteGuard {

	private final VerbAuthorization authorization;

	private final AuditTrail trail;

	WriteGuard(VerbAuthorization authorization, AuditTrail trail) {
		this.authorization = authorization;
		this.trail = trail;
	}

	/**
	 * Carry out a verb.
	 * @param call the call
	 * @param what the verb, as the caller wrote it
	 * @param verb all the checks that can refuse it, and then the verb
	 * @param updateId the id of the update that the result is about
	 * @return the result of the verb
	 */
	<T> T write(Call call, String what, Supplier<T> verb, Function<T, @Nullable String> updateId) {
		String who = "anonymous";
		T result;
		try {
			who = this.authorization.authorize(call);
			result = verb.get();
		}
		catch (UpdateException ex) {
			this.trail.refused(who, call, what, ex);
			throw ex;
		}
		catch (RuntimeException ex) {
			UpdateException internal = new UpdateException(Reason.INTERNAL, "The verb failed unexpectedly: " + ex
					+ "; perhaps you should report this with the log of this process", ex);
			this.trail.refused(who, call, what, internal);
			throw internal;
		}
		this.trail.allowed(who, call, what, updateId.apply(result));
		return result;
	}

}
