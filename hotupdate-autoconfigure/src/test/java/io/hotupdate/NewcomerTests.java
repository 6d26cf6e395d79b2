package io.hotupdate;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the update to a process that comes by itself.
 */
class NewcomerTests {

	private final Instance instance = new Instance();

	private final HotUpdateController controller = this.instance.controller;

	@Test
	void newcomerIsAnUpdateWithNothingToFetch() throws Exception {
		Visitor visitor = new Visitor(null);
		UpdateSnapshot begun = this.controller.takeOver(new Version("1.1.0"), visitor);
		assertThat(begun.targetVersion()).isEqualTo("1.1.0");
		UpdateSnapshot end = this.instance.await(UpdateSnapshot::isFinished);
		assertThat(end.outcome()).isEqualTo(Outcome.SUCCEEDED);
		assertThat(end.updateId()).isEqualTo(begun.updateId());
		assertThat(this.controller.history()).hasSize(1);
		assertThat(visitor.dismissed).isEmpty();
	}

	@Test
	void newcomerMayHaveTheVersionThatServes() throws Exception {
		this.controller.takeOver(new Version("1.0.0"), new Visitor(null));
		assertThat(this.instance.await(UpdateSnapshot::isFinished).outcome()).isEqualTo(Outcome.SUCCEEDED);
	}

	@Test
	void newcomerIsToldWhyItsUpdateFailed() throws Exception {
		Visitor visitor = new Visitor(new UpdateException(Reason.DISK_FULL, "The disk is full"));
		this.controller.takeOver(new Version("1.1.0"), visitor);
		assertThat(this.instance.awaitState(UpdateState.FAILED).reason()).isEqualTo(Reason.DISK_FULL);
		await().untilAsserted(() -> assertThat(visitor.dismissed).containsExactly("The disk is full"));
	}

	@Test
	void newcomerIsRefusedWhileAnUpdateRuns() {
		this.controller.start(Instance.request("1.1.0"));
		Visitor visitor = new Visitor(null);
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> this.controller.takeOver(new Version("1.2.0"), visitor))
			.withMessageContaining("update to 1.1.0");
		assertThat(this.controller.snapshot().targetVersion()).isEqualTo("1.1.0");
	}

	private final class Visitor implements Newcomer {

		private final @Nullable UpdateException failure;

		private final List<String> dismissed = new CopyOnWriteArrayList<>();

		Visitor(@Nullable UpdateException failure) {
			this.failure = failure;
		}

		@Override
		public Release release() {
			if (this.failure != null) {
				throw this.failure;
			}
			return new Release(new Version("1.1.0"), Path.of("app.jar"), "", 0);
		}

		@Override
		public void handOver(Release release, HandoverProgress progress) {
			progress.phase(UpdatePhase.DRAINING);
			NewcomerTests.this.instance.status.succeed();
		}

		@Override
		public void dismiss(String why) {
			this.dismissed.add(why);
		}

	}

}
