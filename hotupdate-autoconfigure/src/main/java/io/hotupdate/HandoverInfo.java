package io.hotupdate;

import org.jspecify.annotations.Nullable;

/**
 * How this instance hands over, and what that guarantees.
 *
 * @param mode the mode in force
 * @param guarantee the guarantee, in words
 * @param because why it is not a better one; for a shared listener what is not guaranteed
 * as this instance is run, {@code null} if nothing is missing
 */
public record HandoverInfo(Mode mode, String guarantee, @Nullable String because) {

	/**
	 * The handover in a mode with its guarantee.
	 * @param mode the mode
	 * @return mode and guarantee
	 */
	public static HandoverInfo of(Mode mode) {
		return new HandoverInfo(mode, mode.guarantee, null);
	}

	/**
	 * The handover in this mode, with what keeps it from a better one.
	 * @param because what is missing or was asked for
	 * @return mode, guarantee and reason
	 */
	public HandoverInfo because(String because) {
		return new HandoverInfo(this.mode, this.guarantee, because);
	}

	/** The ways of handing over. */
	public enum Mode {

		/** Both generations share one listening socket. */
		SHARED_LISTENER("Both generations share one listening socket: no connection is refused and no accepted"
				+ " request is lost up to the drain timeout"),

		/** Each generation binds the port by itself. */
		REUSE_PORT("Each generation binds the port by itself (SO_REUSEPORT): no accepted request is lost up to the"
				+ " drain timeout, but a connection that waits to be accepted when a listener closes may be reset,"
				+ " which net.ipv4.tcp_migrate_req=1 makes rare, and nothing holds the port of a killed generation"
				+ " until its successor is ready"),

		/** This release stops, then the new one starts in its place. */
		RESTART_IN_PLACE("This release finishes what it has accepted and stops, then the new one starts in its place:"
				+ " connections are refused in between and nothing stands by"),

		/** Nothing can be handed over as this application runs; see the plan. */
		NONE("In-place updates are not available as this application runs; POST /plan says why");

		private final String guarantee;

		Mode(String guarantee) {
			this.guarantee = guarantee;
		}

	}

}
