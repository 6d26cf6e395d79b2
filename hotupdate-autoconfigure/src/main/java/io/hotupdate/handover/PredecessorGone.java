package io.hotupdate.handover;

/**
 * The predecessor has died, or goes on request.
 */
final class PredecessorGone extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final boolean died;

	private PredecessorGone(boolean died, String why) {
		super(why);
		this.died = died;
	}

	static PredecessorGone died() {
		return new PredecessorGone(true, "it died");
	}

	static PredecessorGone onRequest(Message bye) {
		return new PredecessorGone(false, bye.textOr("no reason given"));
	}

	/** Whether it left without a goodbye, so that its successor stays. */
	boolean hasDied() {
		return this.died;
	}

}
