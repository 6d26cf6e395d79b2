package io.hotupdate;

/**
 * The steps of {@link UpdateState#APPLYING}, in their order. Each names the progress (per
 * cent of the whole update) at which it begins and ends.
 */
public enum UpdatePhase {

	/** Proving that the download is the release that was asked for. */
	VERIFYING(40, 45),

	/** Everything that can be checked or made before a process starts. */
	PREPARING(45, 50),

	/** The successor boots with its gate closed. */
	STARTING(50, 70),

	/** The successor warms up through its real HTTP stack. */
	WARMING(70, 85),

	/** The successor opens its gate, then the predecessor closes its own. */
	HANDING_OVER(85, 90),

	/** The predecessor finishes what it has accepted. */
	DRAINING(90, 95),

	/** The predecessor stands by, ready to take the traffic back. */
	PROBATION(95, 100);

	private final int begin;

	private final int end;

	UpdatePhase(int begin, int end) {
		this.begin = begin;
		this.end = end;
	}

	/**
	 * Whether the successor serves in this phase.
	 * @return {@code true} after the switch
	 */
	public boolean isAfterSwitch() {
		return this == DRAINING || this == PROBATION;
	}

	int progress(int percentOfPhase) {
		return this.begin + (this.end - this.begin) * Math.max(0, Math.min(100, percentOfPhase)) / 100;
	}

}
