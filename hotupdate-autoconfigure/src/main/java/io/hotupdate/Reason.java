package io.hotupdate;

/**
 * Fixed codes for scripts and labels: why a request was refused or an update failed.
 */
public enum Reason {

	/** The request is not of the form that is taken. */
	BAD_REQUEST(Kind.BAD_INPUT),
	/** The version is no version. */
	VERSION_INVALID(Kind.BAD_INPUT),
	/** The artifact's location is outside the allow-list. */
	ARTIFACT_NOT_ALLOWED(Kind.BAD_INPUT),
	/** The digest is not 64 hexadecimal digits. */
	DIGEST_MALFORMED(Kind.BAD_INPUT),

	/** The verb does not go with the state. */
	WRONG_STATE(Kind.CONFLICT),
	/** The configuration is being reloaded already. */
	RELOADING(Kind.CONFLICT, true),
	/** No update of that id is known. */
	UNKNOWN_UPDATE(Kind.NOT_FOUND),
	/** The caller did not show that it may. */
	NOT_AUTHORIZED(Kind.FORBIDDEN),
	/** Too many requests are waiting already. */
	TOO_MANY_WAITING(Kind.BUSY),

	/** This application cannot be updated in place as it runs; the plan says why. */
	NOT_SUPPORTED(Kind.REFUSED),
	/** Neither the request nor the repository names a digest. */
	DIGEST_MISSING(Kind.REFUSED),
	/** The bytes are not those that were meant. */
	DIGEST_MISMATCH(Kind.REFUSED),
	/** The file is not a Spring Boot executable jar. */
	NOT_A_BOOT_JAR(Kind.REFUSED),
	/** The jar is another application's. */
	OTHER_APPLICATION(Kind.REFUSED),
	/** The jar holds another version than the one asked for. */
	WRONG_VERSION(Kind.REFUSED),
	/** The jar needs a newer Java. */
	JAVA_TOO_OLD(Kind.REFUSED),
	/** The jar is larger than allowed. */
	TOO_LARGE(Kind.REFUSED),
	/** There is no such release. */
	RELEASE_NOT_FOUND(Kind.REFUSED),
	/** A redirect leaves the allow-list. */
	REDIRECT_NOT_ALLOWED(Kind.REFUSED),
	/** The server wants credentials, or other ones. */
	CREDENTIALS_REFUSED(Kind.REFUSED),
	/** Another process owns the store. */
	STORE_IN_USE(Kind.REFUSED),
	/** The store cannot be written. */
	STORE_NOT_WRITABLE(Kind.REFUSED),

	/** A second process does not fit beside this one; the error has the figures. */
	NO_ROOM(Kind.REFUSED, true),
	/** The successor would change the database's schema, which is forbidden. */
	MIGRATIONS_FORBIDDEN(Kind.REFUSED),

	/** The group's Redis does not answer. */
	CLUSTER_UNREACHABLE(Kind.BUSY, true),
	/** Nothing is decided in the group now: many of its instances are lost. */
	CLUSTER_FROZEN(Kind.CONFLICT, true),

	/** The configuration that was read cannot be used; the one before stays. */
	CONFIGURATION_INVALID(Kind.REFUSED),

	/** The disk cannot hold the release. */
	DISK_FULL(Kind.NO_SPACE),

	/** The server cannot be reached or broke off. */
	SERVER_UNREACHABLE(Kind.FAILED, true),
	/** The server sends nothing any more. */
	SERVER_STALLED(Kind.FAILED, true),
	/** The server answered with an error of its own. */
	SERVER_ERROR(Kind.FAILED, true),
	/** The body ended early. */
	TRUNCATED(Kind.FAILED, true),

	/** The successor exited before it served. */
	SUCCESSOR_EXITED(Kind.FAILED),
	/** The successor was not ready in time. */
	SUCCESSOR_NOT_READY(Kind.FAILED, true),
	/** The successor no longer answers its heartbeat. */
	SUCCESSOR_HUNG(Kind.FAILED, true),
	/** The successor speaks another protocol version or broke the conversation. */
	SUCCESSOR_INCOMPATIBLE(Kind.FAILED),
	/** The successor reported another version than the one asked for. */
	VERSION_REPORTED(Kind.FAILED),
	/** The successor turned unready after the switch. */
	SUCCESSOR_UNREADY(Kind.FAILED),
	/** The successor's health turned DOWN after the switch. */
	SUCCESSOR_DOWN(Kind.FAILED),
	/** The successor answered too many requests with a status of 500 or above. */
	ERROR_RATIO(Kind.FAILED),
	/** The successor answered too slowly. */
	LATENCY(Kind.FAILED),
	/** The successor broke a limit of the application's own. */
	LIMIT(Kind.FAILED),
	/** The predecessor died before the switch. */
	PREDECESSOR_DIED(Kind.FAILED, true),
	/** A person asked for it. */
	REQUESTED(Kind.FAILED),
	/** The application is being stopped. */
	STOPPED(Kind.FAILED, true),
	/** The process died in the middle of the update. */
	INTERRUPTED(Kind.FAILED, true),
	/** A fault of our own. */
	INTERNAL(Kind.FAILED, true);

	private final Kind kind;

	private final boolean retryable;

	Reason(Kind kind) {
		this(kind, false);
	}

	Reason(Kind kind, boolean retryable) {
		this.kind = kind;
		this.retryable = retryable;
	}

	/**
	 * The kind of the reason, for those who answer over a protocol.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Whether the same request may succeed without anything being mended.
	 * @return {@code true} if a retry is worth it
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

	/** What sort of refusal or failure a reason is. */
	public enum Kind {

		/** The caller's words are wrong. */
		BAD_INPUT,
		/** Not in this state. */
		CONFLICT,
		/** No such thing. */
		NOT_FOUND,
		/** Not for this caller. */
		FORBIDDEN,
		/** Not at this moment. */
		BUSY,
		/** A check refused it. */
		REFUSED,
		/** The disk is too small. */
		NO_SPACE,
		/** It was tried and failed. */
		FAILED

	}

}
