package io.hotupdate.handover;

import java.util.Map;
import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hotupdate.BackgroundWork.LastRun;
import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo;
import io.hotupdate.ProbationInfo;
import io.hotupdate.Reason;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * One line of the conversation between two generations. Fields that a type does not need
 * are absent; fields and types that a partner does not know are passed over.
 *
 * @param type what is said; {@code null} for a type of a newer partner
 * @param protocol the protocol version, in HELLO and WELCOME
 * @param token the one-time token, in HELLO
 * @param generation who speaks, in HELLO and WELCOME
 * @param percent how far the warm-up is, in WARMING
 * @param reason why, in TAKE_BACK, UNREADY and BYE
 * @param text words for a person
 * @param snapshot the status of the owner
 * @param drain how the drain goes, in DRAIN
 * @param request what is to begin after this update, in QUEUE; absent for nothing
 * @param measured what the successor has measured of itself, in MEASURED
 * @param probation how it stands against its limits, in JUDGED
 * @param lastRuns when each repeating job ran last, in OWN and RELEASED
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Message(@Nullable Type type, @Nullable Integer protocol, @Nullable String token,
		@Nullable GenerationInfo generation, @Nullable Integer percent, @Nullable Reason reason, @Nullable String text,
		@Nullable UpdateSnapshot snapshot, @Nullable DrainInfo drain, @Nullable UpdateRequest request,
		@Nullable Measured measured, @Nullable ProbationInfo probation, @Nullable Map<String, LastRun> lastRuns) {

	/**
	 * Raised when a message changes its meaning; a partner of another version is refused.
	 */
	static final int PROTOCOL = 1;

	/** In WELCOME: none come, bind your own with SO_REUSEPORT. */
	static final String NO_LISTENERS = "reuse-port";

	static Message of(Type type) {
		return of(type, (parts) -> {
		});
	}

	static Message hello(String token, GenerationInfo self) {
		return of(Type.HELLO, (parts) -> {
			parts.protocol = PROTOCOL;
			parts.token = token;
			parts.generation = self;
		});
	}

	static Message welcome(GenerationInfo self, UpdateSnapshot snapshot, boolean listeners) {
		return of(Type.WELCOME, (parts) -> {
			parts.text = listeners ? null : NO_LISTENERS;
			parts.protocol = PROTOCOL;
			parts.generation = self;
			parts.snapshot = snapshot;
		});
	}

	static Message because(Type type, Reason reason, String text) {
		return of(type, (parts) -> {
			parts.reason = reason;
			parts.text = text;
		});
	}

	static Message warming(int percent) {
		return of(Type.WARMING, (parts) -> parts.percent = percent);
	}

	static Message ready(String version) {
		return of(Type.READY, (parts) -> parts.text = version);
	}

	static Message migrated(String migration) {
		return of(Type.MIGRATED, (parts) -> parts.text = migration);
	}

	static Message snapshot(Type type, UpdateSnapshot snapshot) {
		return of(type, (parts) -> parts.snapshot = snapshot);
	}

	static Message own(UpdateSnapshot snapshot, Map<String, LastRun> lastRuns) {
		return of(Type.OWN, (parts) -> {
			parts.snapshot = snapshot;
			parts.lastRuns = lastRuns;
		});
	}

	static Message released(Map<String, LastRun> lastRuns) {
		return of(Type.RELEASED, (parts) -> parts.lastRuns = lastRuns);
	}

	static Message drain(Type type, DrainInfo drain) {
		return of(type, (parts) -> parts.drain = drain);
	}

	static Message queue(@Nullable UpdateRequest request) {
		return of(Type.QUEUE, (parts) -> parts.request = request);
	}

	static Message measured(Measured measured) {
		return of(Type.MEASURED, (parts) -> parts.measured = measured);
	}

	static Message judged(ProbationInfo probation) {
		return of(Type.JUDGED, (parts) -> parts.probation = probation);
	}

	private static Message of(Type type, Consumer<Parts> fill) {
		Parts parts = new Parts();
		fill.accept(parts);
		return new Message(type, parts.protocol, parts.token, parts.generation, parts.percent, parts.reason, parts.text,
				parts.snapshot, parts.drain, parts.request, parts.measured, parts.probation, parts.lastRuns);
	}

	Reason reasonOr(Reason otherwise) {
		return (this.reason != null) ? this.reason : otherwise;
	}

	String textOr(String otherwise) {
		return (this.text != null) ? this.text : otherwise;
	}

	Map<String, LastRun> lastRunsOrNone() {
		return (this.lastRuns != null) ? this.lastRuns : Map.of();
	}

	/** What a message is put together from: each has few of many. */
	private static final class Parts {

		private @Nullable Integer protocol;

		private @Nullable String token;

		private @Nullable GenerationInfo generation;

		private @Nullable Integer percent;

		private @Nullable Reason reason;

		private @Nullable String text;

		private @Nullable UpdateSnapshot snapshot;

		private @Nullable DrainInfo drain;

		private @Nullable UpdateRequest request;

		private @Nullable Measured measured;

		private @Nullable ProbationInfo probation;

		private @Nullable Map<String, LastRun> lastRuns;

	}

	/** What can be said. S is the successor, P the predecessor. */
	enum Type {

		/** S: who I am, with the token. */
		HELLO,
		/**
		 * P: come in; the listeners follow on the other socket, unless the text says that
		 * there are none.
		 */
		WELCOME,
		/** P: no, with the reason in words. */
		REFUSED,
		/** S: I hold the listeners. */
		ACKNOWLEDGED,
		/** S: I have changed the database's schema; the text says how. */
		MIGRATED,
		/** S: the application has started, its gate closed. */
		STARTED,
		/** S: so far is the warm-up. */
		WARMING,
		/** S: ready; the text is my version. */
		READY,
		/** P: open your gate. */
		TAKE_OVER,
		/** S: my gate is open. */
		OPENED,
		/** P: my gate is closed and the store is free: it is yours. */
		OWN,
		/** S: the store is mine. */
		OWNED,
		/** P: so far is my drain. */
		DRAIN,
		/** P: my drain has ended. */
		DRAINED,
		/** S: I am not ready any more. */
		UNREADY,
		/** S: so much I have answered, and so I am. */
		MEASURED,
		/** P: so you stand against your limits. */
		JUDGED,
		/** S: a person wants the probation to end, taken back. */
		ROLLBACK,
		/** S: a person wants the probation to end, confirmed. */
		CONFIRM,
		/** P: this is to begin when the update has ended. */
		QUEUE,
		/** P: the probation is over and you stay. */
		CONFIRMED,
		/** S: written down; you may go. */
		GO,
		/** P: my gate is open again; close yours, give the store up, drain and go. */
		TAKE_BACK,
		/** S: my gate is closed and the store is free. */
		RELEASED,
		/** The owner's status. */
		SNAPSHOT,
		/** I am alive. */
		PING,
		/** I go on request, for this reason. */
		BYE,
		/** Never sent: the partner's end of the conversation is closed. */
		END

	}

}
