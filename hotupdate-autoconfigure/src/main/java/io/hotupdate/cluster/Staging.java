package io.hotupdate.cluster;

import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;

import org.jspecify.annotations.Nullable;

/**
 * Has the release of a rollout brought into the store, beside the heartbeats, and the
 * group told. As often as the group asks for it, since one that was away is asked again;
 * but what failed is tried again only when the rollout is.
 */
final class Staging implements AutoCloseable {

	private final Stager stager;

	private final BiPredicate<String, String> telling;

	private final ExecutorService thread = Executors.newSingleThreadExecutor((task) -> {
		Thread made = new Thread(task, "hotupdate-cluster-stage");
		made.setDaemon(true);
		return made;
	});

	/** The rollout whose release is being staged, or could not be. */
	private final AtomicReference<@Nullable String> busyWith = new AtomicReference<>();

	/**
	 * Create it.
	 * @param stager brings a release into the store
	 * @param telling tells the group of a rollout what is wrong with its release, nothing
	 * if it is there; says whether the group was told
	 */
	Staging(Stager stager, BiPredicate<String, String> telling) {
		this.stager = stager;
		this.telling = telling;
	}

	void stage(RolloutView rollout) {
		if (rollout.phase().equals("HALTED")) {
			this.busyWith.set(null);
			return;
		}
		if (!Objects.equals(this.busyWith.getAndSet(rollout.id()), rollout.id())) {
			this.thread.execute(() -> stageNow(rollout));
		}
	}

	private void stageNow(RolloutView rollout) {
		boolean again = true;
		try {
			String problem = this.stager.stage(rollout);
			again = !this.telling.test(rollout.id(), problem) || problem.isEmpty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			if (again) {
				this.busyWith.set(null);
			}
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
