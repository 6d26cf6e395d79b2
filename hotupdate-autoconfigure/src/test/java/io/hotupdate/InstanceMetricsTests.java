package io.hotupdate;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.hotupdate.metrics.InstanceMetrics;
import io.hotupdate.metrics.UpdateDurations;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an instance tells of its updates, by the real status. */
class InstanceMetricsTests {

	private final Instance instance = new Instance();

	private final UpdateStatus status = this.instance.status;

	private final MeterRegistry registry = new SimpleMeterRegistry();

	@BeforeEach
	void bind() {
		new InstanceMetrics(this.status).bindTo(this.registry);
		UpdateDurations durations = new UpdateDurations();
		durations.bindTo(this.registry);
		this.status.addListener(durations::hear);
	}

	@Test
	void idleWithoutAnUpdate() {
		assertThat(gauge("hotupdate.state", "state", "idle")).isEqualTo(1);
		assertThat(gauge("hotupdate.phase", "phase", "none")).isEqualTo(1);
		assertThat(gauge("hotupdate.generations")).isEqualTo(1);
		assertThat(gauge("hotupdate.progress")).isZero();
		assertThat(hot("hotupdate.state")).isEqualTo(1);
		assertThat(hot("hotupdate.phase")).isEqualTo(1);
		assertThat(this.registry.get("hotupdate.updates").functionCounters()).hasSizeGreaterThan(40)
			.allSatisfy((counter) -> assertThat(counter.count()).isZero());
	}

	@ParameterizedTest
	@EnumSource(UpdateState.class)
	void oneStateIsHot(UpdateState state) {
		this.instance.enter(state, (state == UpdateState.APPLYING) ? UpdatePhase.WARMING : null);
		assertThat(gauge("hotupdate.state", "state", state.name().toLowerCase(Locale.ROOT))).isEqualTo(1);
		assertThat(hot("hotupdate.state")).isEqualTo(1);
		assertThat(hot("hotupdate.phase")).isEqualTo(1);
		assertThat(gauge("hotupdate.phase", "phase", "warming")).isEqualTo((state == UpdateState.APPLYING) ? 1 : 0);
	}

	@Test
	void anUpdateThatEndsIsCountedWithItsTimes() throws Exception {
		this.instance.update("1.1.0");
		this.instance.clock.advance(Duration.ofSeconds(7));
		this.status.succeed();
		this.status.flush(Instance.PATIENCE);
		assertThat(counter("hotupdate.updates", "outcome", "succeeded", "reason", "none")).isEqualTo(1);
		assertThat(counter("hotupdate.probation.decisions", "decision", "confirmed", "reason", "none")).isEqualTo(1);
		assertThat(timer("hotupdate.update.duration", "outcome", "succeeded").count()).isEqualTo(1);
		assertThat(timer("hotupdate.phase.duration", "phase", "probation", "outcome", "succeeded")
			.totalTime(TimeUnit.SECONDS)).isEqualTo(7);
	}

	@Test
	void aProbationThatEndsBadlyIsADecision() throws Exception {
		this.instance.update("1.1.0");
		this.status.takenBack("1.0.0", this.status.snapshot().generations(), Reason.ERROR_RATIO, "Too many");
		this.status.flush(Instance.PATIENCE);
		assertThat(counter("hotupdate.updates", "outcome", "taken_back", "reason", "error_ratio")).isEqualTo(1);
		assertThat(counter("hotupdate.probation.decisions", "decision", "taken_back", "reason", "error_ratio"))
			.isEqualTo(1);
		assertThat(timer("hotupdate.update.duration", "outcome", "taken_back").count()).isEqualTo(1);
	}

	@Test
	void aFailureBeforeTheSwitchIsNoDecision() {
		this.instance.enter(UpdateState.FAILED, null);
		assertThat(counter("hotupdate.updates", "outcome", "failed", "reason", "digest_mismatch")).isEqualTo(1);
		assertThat(this.status.totals().probations()).isEmpty();
	}

	@Test
	void totalsAreThoseOfTheRecordAndNotOfTheProcess() {
		this.instance.enter(UpdateState.FAILED, null);
		Instance next = new Instance(this.instance.ports);
		assertThat(next.status.totals()).isEqualTo(UpdateTotals.NONE);
		next.status.lead(true);
		assertThat(next.status.totals().updates(Outcome.FAILED, Reason.DIGEST_MISMATCH)).isEqualTo(1);
	}

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

	private double hot(String name) {
		return this.registry.get(name).gauges().stream().mapToDouble((gauge) -> gauge.value()).sum();
	}

	private double counter(String name, String... tags) {
		FunctionCounter counter = this.registry.get(name).tags(tags).functionCounter();
		return counter.count();
	}

	private Timer timer(String name, String... tags) {
		return this.registry.get(name).tags(tags).timer();
	}

}
