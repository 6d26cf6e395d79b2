package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.GenerationInfo;
import io.hotupdate.Handover.Finding;
import io.hotupdate.UpdateStatus;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.process.Admission;
import io.hotupdate.process.ProcessIdentity;

/**
 * Checks whether a second generation fits beside this one. While another one still goes,
 * what it holds is about to be free: the answer waits until right before the start.
 */
final class RoomChecks implements Supplier<List<Finding>> {

	private final Supplier<UpdateStatus> status;

	private final Admission admission;

	RoomChecks(Running running, HotUpdateProperties properties, Supplier<UpdateStatus> status) {
		this.status = status;
		this.admission = new Admission(running.command(), SettingsMapper.process(properties),
				SettingsMapper.admission(properties));
	}

	@Override
	public List<Finding> get() {
		long self = ProcessHandle.current().pid();
		boolean another = this.status.get()
			.snapshot()
			.generations()
			.stream()
			.map(GenerationInfo::pid)
			.anyMatch((pid) -> pid != self && ProcessIdentity.of(pid).isPresent());
		return another ? List.of() : this.admission.get();
	}

}
