package io.hotupdate.background;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The runners that have run in this release. A successor records its own when it becomes
 * the owner: an update that fails has not happened.
 */
public final class OnceRunners {

	private final RunnerRecord record;

	private final Set<String> unrecorded = new LinkedHashSet<>();

	private boolean recording;

	/**
	 * Create it.
	 * @param record the lasting record
	 * @param owner whether this generation may write it from the start
	 */
	public OnceRunners(RunnerRecord record, boolean owner) {
		this.record = record;
		this.recording = owner;
	}

	/**
	 * Have a successor record when it becomes the owner.
	 * @param owner whether this generation is the owner
	 */
	public void recordWith(GenerationOwner owner) {
		owner.add("record of runners", new OwnerWork() {

			@Override
			public void gained() {
				record();
			}

			@Override
			public void losing(Deadline deadline) {
				// nothing runs any more
			}

		});
	}

	boolean isDone(String name) {
		return this.record.done().get().contains(name);
	}

	synchronized void done(String name) {
		if (this.recording) {
			this.record.add().accept(name);
		}
		else {
			this.unrecorded.add(name);
		}
	}

	private synchronized void record() {
		this.recording = true;
		this.unrecorded.forEach(this.record.add());
		this.unrecorded.clear();
	}

}
