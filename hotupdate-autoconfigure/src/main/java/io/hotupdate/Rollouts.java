package io.hotupdate;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Port: the group of this instance, and its updates. Any instance of the group answers
 * for it.
 */
public interface Rollouts {

	/**
	 * Whether this instance and its group know of each other.
	 * @return state (CONNECTED or DISCONNECTED), group, instance, since when, and why not
	 */
	Map<String, Object> membership();

	/**
	 * The group and its members.
	 * @return what is known of them
	 * @throws UpdateException with {@link Reason#CLUSTER_UNREACHABLE} if nothing can be
	 * asked now
	 */
	Map<String, Object> group();

	/**
	 * The rollout that is under way, or the last one.
	 * @return what is known of it, empty before the first
	 * @throws UpdateException with {@link Reason#CLUSTER_UNREACHABLE} if nothing can be
	 * asked now
	 */
	Map<String, Object> rollout();

	/**
	 * Begin a rollout.
	 * @param request the release
	 * @param options figures that differ from the configured ones, by the names of their
	 * properties
	 * @param by who asks
	 * @return the rollout
	 * @throws UpdateException if it is refused; nothing has changed then
	 */
	Map<String, Object> start(UpdateRequest request, Map<String, String> options, @Nullable String by);

	/**
	 * Apply a verb to the rollout.
	 * @param verb one of pause, resume, promote, abort, retry, rollback, forget
	 * @param rollout the rollout that is meant, or {@code null} for the one there is
	 * @param instance the instance that is meant, for forget
	 * @param request the caller's own name for this request, or {@code null}: the same
	 * again changes nothing
	 * @return the rollout
	 * @throws UpdateException if it is refused; nothing has changed then
	 */
	Map<String, Object> apply(String verb, @Nullable String rollout, @Nullable String instance,
			@Nullable String request);

}
