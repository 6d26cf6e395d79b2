package io.hotupdate.handover;

import java.time.Duration;

import io.hotupdate.ProbationInfo;
import io.hotupdate.ProbationInfo.Verdict;
import io.hotupdate.Reason;

/**
 * The successor's health. Broken when it has been DOWN for longer than a grace, unless it
 * was so when the successor became ready, or the predecessor is DOWN as well: then the
 * release is not the cause.
 */
final class HealthLimit implements Limit {

	static final String NAME = "health";

	private final Duration grace;

	HealthLimit(Duration grace) {
		this.grace = grace;
	}

	@Override
	public Reason reason() {
		return Reason.SUCCESSOR_DOWN;
	}

	@Override
	public ProbationInfo.Limit judge(Evidence evidence) {
		Measured now = evidence.now();
		if (now.health() == null) {
			return limit(Verdict.UNDECIDED, "the health of the successor is not known");
		}
		if (!Measured.DOWN.equals(now.health()) || now.downMillis() == null) {
			return limit(Verdict.HOLDS, "the health of the successor is " + now.health());
		}
		if (Measured.DOWN.equals(now.healthAtReady())) {
			return limit(Verdict.UNDECIDED, "the successor was DOWN already when it became ready");
		}
		if (Measured.DOWN.equals(evidence.ownHealth())) {
			return limit(Verdict.UNDECIDED, "the predecessor is DOWN as well as the successor");
		}
		Duration down = Duration.ofMillis(now.downMillis());
		return limit((down.compareTo(this.grace) > 0) ? Verdict.BROKEN : Verdict.HOLDS,
				"the health of the successor has been DOWN for " + Words.of(down) + "; at most "
						+ Words.of(this.grace));
	}

	private static ProbationInfo.Limit limit(Verdict verdict, String text) {
		return new ProbationInfo.Limit(NAME, verdict, null, null, null, 0, text);
	}

}
