package io.hotupdate;

/**
 * The steps of {@link UpdateState#APPLYING}, in their order. Each names the progress (per
 * cent of the whole update) at which it begins.
 */
public enum UpdatePhase {

	/** Proving that the download is the release that was asked for. */
	VERIFYING(40),

	/** Everything that can be checked or made before a process starts. */
	PREPARING(45),

	/** The successor boots with its gate closed. */
	STARTING(50),

	/** The successor warms up through its real HTTP stack. */
	WARMING(70),

	/** The successor opens its gate, then the predecessor closes its own. */
	HANDING_OVER(85),

	/** The predecessor finishes what it has accepted. */
	DRAINING(90),

	/** The predecessor stands by, ready to take the traffic back. */
	PROBATION(95);

	private final int progress;

	UpdatePhase(int progress) {
		this.progress = progress;
	}

	/**
	 * Whether the successor serves in this phase.
	 * @return {@code true} after the switch
	 */
	public boolean isAfterSwitch() {
		return this == DRAINING || this == PROBATION;
	}

	int progress(int percentOfPhase) {
		int next = (this == PROBATION) ? 100 : values()[ordinal() + 1].progress;
		return this.progress + (next - this.progress) * Math.max(0, Math.min(100, percentOfPhase)) / 100;
	}

}
