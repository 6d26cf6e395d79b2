package io.hotupdate.supervisor;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.hotupdate.Backoff;
import io.hotupdate.RestartPolicy;
import io.hotupdate.RestartSettings;
import io.hotupdate.TestClock;
import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Standstill.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens after a crash. Real listeners answer in SupervisorIT.
 */
class CrashPolicyTests {

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();

	private final SupervisionSettings settings = settings(1);

	private volatile @Nullable String hindrance;

	private final BlockingQueue<Boolean> over = new LinkedBlockingQueue<>();

	private final Gatekeeper gatekeeper = new Gatekeeper() {

		@Override
		public @Nullable String hindrance() {
			return CrashPolicyTests.this.hindrance;
		}

		@Override
		public Duration again(Duration usual) {
			return Duration.ofMillis(5);
		}

		@Override
		public void over(boolean well) {
			CrashPolicyTests.this.over.add(well);
		}

	};

	private final HeldListeners listeners = new HeldListeners();

	private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

	private final CrashPolicy policy = new CrashPolicy(this.settings,
			new RestartPolicy(this.settings.restart(), new TestClock(), () -> 0.5), (now) -> this.gatekeeper,
			this.listeners, this.thread, new RestartQueue(this.thread, () -> 0));

	private final Crashes.Instance instance = new Crashes.Instance() {

		@Override
		public void start(Restart restart) {
			CrashPolicyTests.this.told.add("start " + restart.version());
		}

		@Override
		public void stands(Standstill standstill) {
			CrashPolicyTests.this.told.add(standstill.state() + " " + standstill.why());
		}

		@Override
		public void end() {
			CrashPolicyTests.this.told.add("end");
		}

	};

	@AfterEach
	void stop() {
		this.policy.close();
		this.thread.shutdownNow();
	}

	@Test
	void crashIsFollowedByAStart() throws Exception {
		this.policy.ready();
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).isEqualTo("start null");
		assertThat(this.policy.total()).isEqualTo(1);
	}

	@Test
	void hindranceHoldsTheStartBackUntilItHasGone() throws Exception {
		this.hindrance = "The database is away";
		this.policy.ready();
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).startsWith(State.WAITING + " It died").contains("The database is away");
		this.hindrance = null;
		assertThat(next()).isEqualTo("start null");
		assertThat(this.policy.total()).isEqualTo(1);
	}

	@Test
	void personStartsItWhateverIsInTheWay() throws Exception {
		this.hindrance = "The database is away";
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).startsWith("WAITING");
		this.policy.resume(new Restart("1.1.0", null));
		assertThat(next()).isEqualTo("start 1.1.0");
		this.hindrance = null;
		assertThat(this.told.poll(1, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void nothingIsResumedThatDoesNotStandStill() throws Exception {
		this.policy.resume(Restart.CURRENT);
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).isEqualTo("start null");
		assertThat(this.told.poll(200, TimeUnit.MILLISECONDS)).isNull();
	}

	@Test
	void instanceThatNeverServedEndsWhenNoTryIsLeft() throws Exception {
		this.policy.decide("It did not start", null, this.instance);
		assertThat(next()).isEqualTo("start null");
		this.policy.decide("It did not start", null, this.instance);
		assertThat(next()).isEqualTo("end");
	}

	@Test
	void failureThatNoTryMendsIsNotTried() throws Exception {
		this.policy.decide("It did not start", new Child.Failure(true, "A bean is missing"), this.instance);
		assertThat(next()).isEqualTo("end");
	}

	@Test
	void newFiguresOfTheApplicationAreInForce() throws Exception {
		this.policy.settings(settings(2));
		for (int i = 0; i < 2; i++) {
			this.policy.decide("It died", null, this.instance);
			assertThat(next()).isEqualTo("start null");
		}
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).isEqualTo("end");
	}

	@Test
	void nothingIsStartedOnceTheInstanceIsToEnd() throws Exception {
		this.hindrance = "The database is away";
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).startsWith("WAITING");
		this.policy.close();
		this.hindrance = null;
		assertThat(this.told.poll(1, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void whoWasAskedHearsHowItWent() throws Exception {
		this.policy.settings(settings(2));
		this.policy.decide("It died", null, this.instance);
		assertThat(next()).isEqualTo("start null");
		assertThat(this.over).as("nobody was asked before the first start").isEmpty();
		this.policy.decide("It died again", null, this.instance);
		assertThat(next()).isEqualTo("start null");
		assertThat(this.over.poll(60, TimeUnit.SECONDS)).isFalse();
		this.policy.ready();
		assertThat(this.over.poll(60, TimeUnit.SECONDS)).isTrue();
		this.policy.close();
		assertThat(this.over.poll(60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void settingsOfTheGroupGoOverTheLineAlone() {
		RedisAddress redis = new RedisAddress(RedisAddress.Mode.SENTINEL, List.of("a:1", "[::1]:2"), "desk", "me",
				"pass word=%2B&", "watcher", "other", 3, true);
		SupervisionSettings some = this.settings
			.with(new PermitSettings(redis, "order desk", "desk-1", "5%", "7", "20%", Duration.ofMinutes(5)));
		Frame frame = Frame.parse(new Frame(Frame.Type.SETTINGS, some.fields()).line());
		assertThat(SupervisionSettings.of(frame.fields())).isEqualTo(some);
		assertThat(SupervisionSettings.of(some.toProperties()::get)).isEqualTo(this.settings);
		assertThat(some.toProperties().toString()).doesNotContain("pass word", "other");
		assertThat(some.toString()).doesNotContain("pass word", "other");
	}

	@Test
	void settingsGoThroughProperties() {
		SupervisionSettings some = new SupervisionSettings(this.settings.restart(), 3,
				List.of(URI.create("tcp://db:1"), URI.create("https://idp/x?y=%20z")));
		assertThat(SupervisionSettings.of(some.toProperties()::get)).isEqualTo(some);
		assertThat(SupervisionSettings.of(some.fields())).isEqualTo(some);
		assertThat(SupervisionSettings.of((name) -> null)).isEqualTo(SupervisionSettings.DEFAULTS);
	}

	private static SupervisionSettings settings(int tries) {
		Duration hour = Duration.ofHours(1);
		return new SupervisionSettings(
				new RestartSettings(new Backoff(Duration.ofMillis(2), Duration.ofMillis(2)), tries, hour, hour), 10,
				List.of());
	}

	private @Nullable String next() throws InterruptedException {
		return this.told.poll(60, TimeUnit.SECONDS);
	}

}
