package io.hotupdate.actuate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.hotupdate.Reason;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import org.jspecify.annotations.Nullable;

/**
 * Calls that are about the group and not about the one instance that they have come to.
 */
final class GroupCalls {

	static final String SCOPE = "scope";

	private static final Set<String> OPTIONS = Set.of("max-unavailable", "canary", "promotion", "min-healthy-time",
			"healthy-deadline", "progress-deadline", "max-failures", "auto-rollback", "windows");

	private static final Set<String> VERBS = Set.of("pause", "resume", "promote", "abort", "retry", "rollback",
			"forget");

	private static final Set<String> VERB_FIELDS = Set.of("verb", SCOPE, "rollout", "instance");

	private final Supplier<@Nullable Rollouts> rollouts;

	GroupCalls(Supplier<@Nullable Rollouts> rollouts) {
		this.rollouts = rollouts;
	}

	/**
	 * Whether a call is about the group. With a group it has to say so: through a load
	 * balancer it would change whichever instance it comes to.
	 * @throws UpdateException if it does not say so, or there is no group
	 */
	boolean isMeant(Call call) {
		String scope = call.text(SCOPE);
		boolean grouped = this.rollouts.get() != null;
		if (scope == null && grouped) {
			throw Call
				.badRequest("This instance belongs to a group, and the call does not say what it is about; perhaps"
						+ " you should send scope=cluster, or scope=instance for the instance that it comes to");
		}
		if (scope != null && !scope.equals("cluster") && !scope.equals("instance")) {
			throw Call.badRequest("'" + scope + "' is no scope; perhaps you should send cluster or instance");
		}
		boolean cluster = "cluster".equals(scope);
		if (cluster && !grouped) {
			throw new UpdateException(Reason.NOT_SUPPORTED, "This instance belongs to no group; perhaps you should set"
					+ " hotupdate.cluster.enabled=true, or leave scope out");
		}
		return cluster;
	}

	private Rollouts rollouts() {
		return Objects.requireNonNull(this.rollouts.get(), "No group");
	}

	Map<String, Object> start(Call call) {
		Set<String> fields = new TreeSet<>(OPTIONS);
		fields.addAll(List.of("version", "artifact", "sha256", SCOPE));
		call.requireOnly(fields);
		UpdateRequest request = StartRequest.of(call);
		Map<String, String> options = new HashMap<>();
		for (String option : OPTIONS) {
			String value = call.text(option);
			if (value != null) {
				options.put(option, value);
			}
		}
		return rollouts().start(request, options, call.remoteAddress());
	}

	Map<String, Object> verb(Call call, String verb) {
		if (!VERBS.contains(verb)) {
			throw new CallRefusedException(HttpStatuses.NOT_FOUND, Reason.BAD_REQUEST,
					"A rollout knows no such verb; perhaps you meant one of " + new TreeSet<>(VERBS));
		}
		call.requireOnly(VERB_FIELDS);
		return rollouts().apply(verb, call.text("rollout"), call.text("instance"),
				StartRequest.idempotencyKey(call.headers("Idempotency-Key")));
	}

	/** The group, or its rollout; {@code null} if there is no group. */
	@Nullable Map<String, Object> read(boolean rollout) {
		Rollouts rollouts = this.rollouts.get();
		if (rollouts == null) {
			return null;
		}
		return rollout ? rollouts.rollout() : rollouts.group();
	}

}
