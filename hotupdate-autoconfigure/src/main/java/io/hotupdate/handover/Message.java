package io.hotupdate.handover;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Message(@Nullable Type type, @Nullable Integer protocol, @Nullable String token,
		@Nullable GenerationInfo generation, @Nullable Integer percent, @Nullable Reason reason, @Nullable String text,
		@Nullable UpdateSnapshot snapshot, @Nullable DrainInfo drain, @Nullable UpdateRequest request) {

	/**
	 * Raised when a message changes its meaning; a partner of another version is refused.
	 */
	static final int PROTOCOL = 1;

	static Message of(Type type) {
		return new Message(type, null, null, null, null, null, null, null, null, null);
	}

	static Message hello(String token, GenerationInfo self) {
		return new Message(Type.HELLO, PROTOCOL, token, self, null, null, null, null, null, null);
	}

	static Message welcome(GenerationInfo self, UpdateSnapshot snapshot) {
		return new Message(Type.WELCOME, PROTOCOL, null, self, null, null, null, snapshot, null, null);
	}

	static Message because(Type type, Reason reason, String text) {
		return new Message(type, null, null, null, null, reason, text, null, null, null);
	}

	static Message warming(int percent) {
		return new Message(Type.WARMING, null, null, null, percent, null, null, null, null, null);
	}

	static Message ready(String version) {
		return new Message(Type.READY, null, null, null, null, null, version, null, null, null);
	}

	static Message migrated(String migration) {
		return new Message(Type.MIGRATED, null, null, null, null, null, migration, null, null, null);
	}

	static Message snapshot(Type type, UpdateSnapshot snapshot) {
		return new Message(type, null, null, null, null, null, null, snapshot, null, null);
	}

	static Message drain(Type type, DrainInfo drain) {
		return new Message(type, null, null, null, null, null, null, null, drain, null);
	}

	static Message queue(@Nullable UpdateRequest request) {
		return new Message(Type.QUEUE, null, null, null, null, null, null, null, null, request);
	}

	Reason reasonOr(Reason otherwise) {
		return (this.reason != null) ? this.reason : otherwise;
	}

	String textOr(String otherwise) {
		return (this.text != null) ? this.text : otherwise;
	}

	/** What can be said. S is the successor, P the predecessor. */
	enum Type {

		/** S: who I am, with the token. */
		HELLO,
		/** P: come in; the listeners follow on the other socket. */
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
