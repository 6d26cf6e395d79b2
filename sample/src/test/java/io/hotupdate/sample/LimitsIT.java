package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Slow clients of every kind at once are cut, each at the bound of its kind. */
@Alone
class LimitsIT {

	private static final Logger logger = LoggerFactory.getLogger(LimitsIT.class);

	private static final int CLIENTS = 50;

	private static final int PER_SECOND = 100;

	private static final Duration EARLY = Duration.ofSeconds(1);

	/** A busy machine may be late. AttackBenchmark asks for one second. */
	private static final Duration LATE = Duration.ofSeconds(10);

	private final List<Attack> attacks = new ArrayList<>();

	@TempDir
	Path folder;

	@AfterEach
	void giveUp() {
		this.attacks.forEach(Attack::close);
	}

	@Test
	void slowClientsAreCutAtTheirBounds() throws Exception {
		AttackKind.writeLargeFile(this.folder);
		AppLauncher launcher = AppProcess.in(this.folder).ownTemporaryFolder();
		AttackKind.LIMITS.forEach(launcher::property);
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			for (AttackKind kind : AttackKind.values()) {
				this.attacks.add(Attack.start(app.port(), kind, CLIENTS, PER_SECOND));
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> this.attacks.stream().allMatch(Attack::hasBegun));
			assertThat(app.answers()).as("answer to a normal client").isTrue();
			await().atMost(Duration.ofSeconds(60)).until(() -> this.attacks.stream().allMatch(Attack::isOver));
			for (Attack attack : this.attacks) {
				assertCut(attack.result());
			}
			assertThat(app.answers()).as("answer to a normal client").isTrue();
			assertTold(app);
		}
	}

	private static void assertCut(Attack.Result result) {
		logger.info("{}: {}", result.kind(), result);
		assertThat(result.held()).as(result::toString).hasSize(CLIENTS);
		Duration bound = result.kind().bound();
		assertThat(result.held()).as(result.kind() + " " + result)
			.allSatisfy((held) -> assertThat(held).isBetween(bound.minus(EARLY), bound.plus(LATE)));
		int status = switch (result.kind()) {
			case SLOWLORIS, SLOW_BODY -> 408;
			case IDLE, SLOW_READER -> 200;
		};
		assertThat(result.statuses().keySet()).as(result.kind() + " " + result).containsExactly(status);
	}

	private static void assertTold(AppProcess app) throws IOException {
		assertThat(Files.readString(app.log())).contains("Clients broke limits");
	}

}
