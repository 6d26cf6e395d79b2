package io.hotupdate.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.hotupdate.ConfigurationReload;
import io.hotupdate.HotUpdateController;
import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.Verb;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link HotUpdateEndpoint} over the web: the verbs, held answers and HTTP statuses.
 */
@EndpointWebExtension(endpoint = HotUpdateEndpoint.class)
public final class HotUpdateEndpointWebExtension {

	private static final Set<String> START_FIELDS = Set.of("version", "artifact", "sha256", "wait", "until", "queue",
			GroupCalls.SCOPE);

	/** The path variable is an argument as well. */
	private static final Set<String> VERB_FIELDS = Set.of("verb", "wait", "until", GroupCalls.SCOPE);

	private static final Set<String> RELOAD_FIELDS = Set.of("verb");

	private final HotUpdateEndpoint endpoint;

	private final HotUpdateController controller;

	private final WriteGuard guard;

	private final WaitingRequests waiting;

	private final ConfigurationReload reload;

	private final GroupCalls group;

	/**
	 * Create the extension.
	 * @param endpoint the endpoint
	 * @param controller the controller
	 * @param authorization who may use a verb
	 * @param trail the trail that each attempt leaves
	 * @param waiting the requests whose answers are held
	 * @param reload reloads the configuration
	 * @param rollouts the group of this instance, if it has one
	 */
	public HotUpdateEndpointWebExtension(HotUpdateEndpoint endpoint, HotUpdateController controller,
			VerbAuthorization authorization, AuditTrail trail, WaitingRequests waiting, ConfigurationReload reload,
			Supplier<@Nullable Rollouts> rollouts) {
		this.endpoint = endpoint;
		this.controller = controller;
		this.guard = new WriteGuard(authorization, trail);
		this.waiting = waiting;
		this.reload = reload;
		this.group = new GroupCalls(rollouts);
	}

	@ReadOperation
	WebEndpointResponse<Object> snapshot(Call call) {
		return answer(call, () -> {
			Long after = revision(call.text("after"));
			Duration time = Hold.time(call.text("wait"));
			if (after == null && !time.isZero()) {
				throw Call.badRequest("'wait' without 'after'; perhaps you should send the revision that you know, like"
						+ " ?after=17&wait=30s");
			}
			return new WebEndpointResponse<>(UpdateBody.of((after != null) ? newerThan(after, time, call) : now()));
		});
	}

	@ReadOperation
	WebEndpointResponse<Object> find(@Selector Call updateId) {
		String id = updateId.pathVariable("updateId");
		if (id.equals("cluster")) {
			return group(updateId, false);
		}
		Object body = this.endpoint.find(id);
		return (body != null) ? new WebEndpointResponse<>(body)
				: refusal(updateId, new UpdateException(Reason.UNKNOWN_UPDATE,
						"No update of that id is known; perhaps you should look at history"));
	}

	/** There is one address of two parts. */
	@ReadOperation
	WebEndpointResponse<Object> part(@Selector Call updateId, @Selector String part) {
		boolean known = updateId.pathVariable("updateId").equals("cluster") && part.equals("rollout");
		return known ? group(updateId, true) : refusal(updateId, new CallRefusedException(HttpStatuses.NOT_FOUND,
				Reason.BAD_REQUEST, "There is no such address; perhaps you meant cluster/rollout"));
	}

	private WebEndpointResponse<Object> group(Call call, boolean rollout) {
		return answer(call, () -> {
			Map<String, Object> view = this.group.read(rollout);
			if (view == null) {
				throw new CallRefusedException(HttpStatuses.NOT_FOUND, Reason.NOT_SUPPORTED, "This instance belongs to"
						+ " no group; perhaps you should set hotupdate.cluster.enabled=true");
			}
			return new WebEndpointResponse<>(view);
		});
	}

	private WebEndpointResponse<Object> accepted(Call call, String what, Supplier<Map<String, Object>> action) {
		return new WebEndpointResponse<>(this.guard.write(call, what, action, (view) -> null), HttpStatuses.ACCEPTED);
	}

	@WriteOperation
	WebEndpointResponse<Object> start(Call call) {
		return answer(call, () -> this.group.isMeant(call)
				? accepted(call, "start of a rollout", () -> this.group.start(call)) : startHere(call));
	}

	private WebEndpointResponse<Object> startHere(Call call) {
		return answer(call, () -> begin(call, Verb.START, () -> {
			call.requireOnly(START_FIELDS);
			Hold hold = Hold.of(call);
			UpdateRequest request = StartRequest.of(call);
			boolean queue = StartRequest.queue(call);
			if (queue && !hold.time().isZero()) {
				throw Call
					.badRequest("'queue' with 'wait': nobody knows how long the update under way takes; perhaps you"
							+ " should leave one of them out");
			}
			requireSameDigest(request);
			WaitingRequests.Place place = this.waiting.enter(call, hold.time());
			return Begun.of(place, hold.time(), queue ? Goal.QUEUED : hold.until(),
					() -> queue ? this.controller.startOrQueue(request) : this.controller.start(request),
					(snapshot) -> isAlreadyCurrent(snapshot, request));
		}));
	}

	/** Without a parameter of its own besides the selector, it takes no body as well. */
	@WriteOperation
	WebEndpointResponse<Object> verb(@Selector Call verb) {
		String name = verb.pathVariable("verb");
		return answer(verb, () -> switch (name) {
			case "plan" -> plan(verb);
			case "reload" -> reload(verb);
			default ->
				this.group.isMeant(verb) ? accepted(verb, name + " of the rollout", () -> this.group.verb(verb, name))
						: begin(verb, name, () -> {
							Verb known = known(name);
							verb.requireOnly(VERB_FIELDS);
							Hold hold = Hold.of(verb);
							WaitingRequests.Place place = this.waiting.enter(verb, hold.time());
							return Begun.of(place, hold.time(), Goal.of(known, now().state(), hold.until()),
									() -> this.controller.apply(known), (snapshot) -> false);
						});
		});
	}

	private WebEndpointResponse<Object> reload(Call call) {
		return new WebEndpointResponse<>(this.guard.write(call, "reload", () -> {
			call.requireOnly(RELOAD_FIELDS);
			return ReloadBody.of(this.reload.reload());
		}, (reloaded) -> null));
	}

	private WebEndpointResponse<Object> plan(Call call) {
		return new WebEndpointResponse<>(
				this.guard.write(call, "plan", () -> PlanBody.of(this.controller.plan()), (plan) -> null));
	}

	private WebEndpointResponse<Object> begin(Call call, Verb verb, Supplier<Begun> action) {
		return begin(call, verb.id(), action);
	}

	private WebEndpointResponse<Object> begin(Call call, String what, Supplier<Begun> action) {
		try (Begun begun = this.guard.write(call, what, action, Begun::updateId)) {
			if (begun.alreadyCurrent()) {
				return new WebEndpointResponse<>(UpdateBody.alreadyCurrent(begun.snapshot()));
			}
			UpdateSnapshot last = decided(begun);
			return new WebEndpointResponse<>(UpdateBody.of(last), HttpStatuses.of(last, begun.goal()));
		}
	}

	private UpdateSnapshot decided(Begun begun) {
		UpdateSnapshot first = begun.snapshot();
		String id = first.updateId();
		if (id == null || begun.time().isZero() || begun.goal().isDecided(first)) {
			return first;
		}
		UpdateSnapshot last = await((now) -> !id.equals(now.updateId()) || begun.goal().isDecided(now), begun.time());
		return id.equals(last.updateId()) ? last : this.controller.find(id).orElse(last);
	}

	private UpdateSnapshot newerThan(long revision, Duration time, Call call) {
		UpdateSnapshot now = now();
		if (now.revision() > revision) {
			return now;
		}
		try (WaitingRequests.Place place = this.waiting.enter(call, time)) {
			return await((snapshot) -> snapshot.revision() > revision, time);
		}
	}

	private UpdateSnapshot await(Predicate<UpdateSnapshot> condition, Duration time) {
		try {
			return this.controller.await(condition, time);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return now();
		}
	}

	private UpdateSnapshot now() {
		return this.controller.snapshot();
	}

	private WebEndpointResponse<Object> answer(Call call, Supplier<WebEndpointResponse<Object>> action) {
		try {
			return action.get();
		}
		catch (UpdateException ex) {
			return refusal(call, ex);
		}
	}

	private WebEndpointResponse<Object> refusal(Call call, UpdateException refusal) {
		int status = HttpStatuses.of(refusal);
		if (status == HttpStatuses.UNAUTHORIZED) {
			call.responseHeader("WWW-Authenticate", "Bearer");
		}
		Instant probationEnd = now().probationEndsAt();
		if (refusal.reason() == Reason.WRONG_STATE && probationEnd != null) {
			long seconds = Duration.between(Instant.now(), probationEnd).toSeconds() + 1;
			call.responseHeader("Retry-After", Long.toString(Math.max(1, seconds)));
		}
		return new WebEndpointResponse<>(RefusalBody.of(refusal, now()), status);
	}

	/**
	 * The version that serves was asked for again, but it is not the jar that is meant.
	 */
	private void requireSameDigest(UpdateRequest request) {
		UpdateSnapshot now = now();
		String version = request.version().value();
		if (request.sha256() == null || now.state().isBusy() || !version.equals(now.currentVersion())) {
			return;
		}
		Optional<ReleaseView> other = this.endpoint.currentRelease()
			.filter((release) -> release.version().equals(version))
			.filter((release) -> !release.sha256().equalsIgnoreCase(request.sha256()));
		if (other.isPresent()) {
			throw new UpdateException(Reason.DIGEST_MISMATCH, version + " serves already, with SHA-256 "
					+ other.get().sha256() + "; perhaps you should publish the changed jar as a new version");
		}
	}

	private static boolean isAlreadyCurrent(UpdateSnapshot snapshot, UpdateRequest request) {
		if (snapshot.state().isBusy() || !request.version().value().equals(snapshot.currentVersion())) {
			return false;
		}
		UpdateRequest last = snapshot.request();
		if (last == null || !last.asksTheSameAs(request)) {
			return true;
		}
		boolean byKey = request.idempotencyKey() != null && request.idempotencyKey().equals(last.idempotencyKey());
		return !byKey && snapshot.outcome() != Outcome.SUCCEEDED;
	}

	private static Verb known(String name) {
		if (name.equals(Verb.START.id())) {
			throw Call.badRequest(
					"A start is posted to the endpoint itself; perhaps you should POST {\"version\": \"1.1.0\"} to"
							+ " /actuator/hotupdate");
		}
		return Arrays.stream(Verb.values())
			.filter((verb) -> verb.id().equals(name))
			.findFirst()
			.orElseThrow(() -> new CallRefusedException(HttpStatuses.NOT_FOUND, Reason.BAD_REQUEST,
					"There is no such verb; perhaps you meant one of " + verbs()));
	}

	private static String verbs() {
		return Arrays.stream(Verb.values())
			.filter((verb) -> verb != Verb.START)
			.map(Verb::id)
			.collect(Collectors.joining(", ", "", ", plan, reload"));
	}

	private static @Nullable Long revision(@Nullable String text) {
		try {
			return (text != null) ? Long.valueOf(text) : null;
		}
		catch (NumberFormatException ex) {
			throw Call.badRequest("'after' is not a revision; perhaps you should send the number that the last answer"
					+ " names as its revision");
		}
	}

}
