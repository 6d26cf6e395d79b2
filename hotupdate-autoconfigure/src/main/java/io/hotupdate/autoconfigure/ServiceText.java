package io.hotupdate.autoconfigure;

import java.util.Optional;

import io.hotupdate.Outcome;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateStatus;

/**
 * The state of this instance in one line, as {@code systemctl status} shows it.
 */
final class ServiceText {

	private final UpdateStatus status;

	ServiceText(UpdateStatus status) {
		this.status = status;
	}

	String now() {
		return of(this.status.snapshot());
	}

	static String of(UpdateSnapshot snapshot) {
		String serves = "Version " + snapshot.currentVersion() + " serves";
		if (snapshot.state().isBusy()) {
			boolean probation = snapshot.phase() == UpdatePhase.PROBATION;
			return serves + (probation ? " in probation" : "") + ", update to " + snapshot.targetVersion() + ": "
					+ stage(snapshot) + " " + snapshot.progress() + " %";
		}
		return serves + Optional.ofNullable(snapshot.outcome())
			.filter((outcome) -> outcome != Outcome.SUCCEEDED && snapshot.state() == UpdateState.FAILED)
			.map((outcome) -> ", update to " + snapshot.targetVersion() + ": " + outcome + " (" + snapshot.reason()
					+ ")")
			.orElse("");
	}

	private static String stage(UpdateSnapshot snapshot) {
		UpdatePhase phase = snapshot.phase();
		return (snapshot.state() == UpdateState.APPLYING && phase != null) ? phase.name() : snapshot.state().name();
	}

}
