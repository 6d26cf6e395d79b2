package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.supervisor.RedisAddress.Mode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a supervisor asks its group, in a real Redis, and what it makes of the answer.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class PermitKeeperTests {

	private static final Duration USUAL = Duration.ofSeconds(30);

	@TempDir
	Path folder;

	private final RestartPermits permits = new RestartPermits();

	private OwnRedis redis;

	private @Nullable String missing;

	@BeforeEach
	void start() throws Exception {
		this.redis = OwnRedis.start(this.folder, "--requirepass", "s3cret");
	}

	@AfterEach
	void stop() throws Exception {
		this.redis.close();
	}

	@Test
	void onlyPermitIsWaitedForUntilItIsGivenBack() {
		Gatekeeper first = keeper("desk-1", "s3cret");
		Gatekeeper second = keeper("desk-2", "s3cret");
		assertThat(first.hindrance()).isNull();
		assertThat(second.hindrance()).isEqualTo("The group lets 1 start again at once, and so many do");
		assertThat(second.again(USUAL)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
		first.over(true);
		first.over(false);
		assertThat(second.hindrance()).isNull();
		assertThat(second.again(USUAL)).isEqualTo(USUAL);
	}

	@Test
	void dependencyThatIsAwayComesFirst() {
		this.missing = "The database is away";
		Gatekeeper first = keeper("desk-1", "s3cret");
		Gatekeeper second = keeper("desk-2", "s3cret");
		assertThat(first.hindrance()).isEqualTo("The database is away");
		assertThat(first.again(USUAL)).isEqualTo(USUAL);
		this.missing = null;
		assertThat(second.hindrance()).isNull();
		assertThat(first.hindrance()).isNotNull();
	}

	@Test
	void hungRedisHoldsNothingUpAndIsToldOnce(CapturedOutput output) throws Exception {
		Gatekeeper first = keeper("desk-1", "s3cret");
		Gatekeeper second = keeper("desk-2", "s3cret");
		assertThat(first.hindrance()).isNull();
		assertThat(second.hindrance()).isNotNull();
		this.redis.hang();
		assertThat(second.hindrance()).isNull();
		assertThat(second.hindrance()).isNull();
		this.missing = "The database is away";
		assertThat(second.hindrance()).isEqualTo("The database is away");
		first.over(true);
		assertThat(output.getOut().split("cannot be asked for a permit", -1)).hasSize(2);
		this.missing = null;
		this.redis.wake();
		Gatekeeper third = keeper("desk-1", "s3cret");
		third.hindrance();
		assertThat(output).contains("can be asked for permits again");
	}

	@Test
	void killedRedisAndAWrongPasswordHoldNothingUp(CapturedOutput output) throws Exception {
		assertThat(keeper("desk-1", "s3cret").hindrance()).isNull();
		assertThat(keeper("desk-2", "wr0ng").hindrance()).isNull();
		this.redis.kill();
		assertThat(keeper("desk-3", "s3cret").hindrance()).isNull();
		assertThat(output).contains("WRONGPASS").doesNotContain("wr0ng").doesNotContain("s3cret");
	}

	@Test
	void addressOfAnotherKindHoldsNothingUp() {
		RedisAddress address = new RedisAddress(Mode.STANDALONE, List.of("nowhere"), null, null, null, null, null, 0,
				false);
		assertThat(keeper("desk-1", address).hindrance()).isNull();
	}

	@Test
	void nobodyIsAskedWithoutAGroup() {
		Gatekeeper dependencies = () -> this.missing;
		assertThat(this.permits.keeper(SupervisionSettings.DEFAULTS, dependencies)).isSameAs(dependencies);
	}

	private Gatekeeper keeper(String instance, String password) {
		return keeper(instance, new RedisAddress(Mode.STANDALONE, List.of(this.redis.node()), null, null, password,
				null, null, 0, false));
	}

	private Gatekeeper keeper(String instance, RedisAddress address) {
		PermitSettings settings = new PermitSettings(address, "desk", instance, "5%", "100%", "20%",
				Duration.ofMinutes(5));
		return this.permits.keeper(SupervisionSettings.DEFAULTS.with(settings), () -> this.missing);
	}

}
