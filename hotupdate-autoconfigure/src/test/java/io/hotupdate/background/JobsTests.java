package io.hotupdate.background;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.hotupdate.BackgroundWork.LastRun;
import org.junit.jupiter.api.Test;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the jobs of a scheduler as ownership comes and goes.
 */
class JobsTests {

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private final ManualScheduler target = new ManualScheduler();

	private final Instant begin = this.target.getClock().instant();

	private final List<Long> ticks = new ArrayList<>();

	private final Runnable task = new Runnable() {

		@Override
		public void run() {
			JobsTests.this.ticks
				.add(Duration.between(JobsTests.this.begin, JobsTests.this.target.getClock().instant()).toSeconds());
		}

		@Override
		public String toString() {
			return "example.Desk.tick";
		}

	};

	@Test
	void ownerRunsJobsAsEver() {
		scheduler(owner(true)).scheduleAtFixedRate(this.task, PERIOD);
		this.target.advance(Duration.ofSeconds(25));
		assertThat(this.ticks).containsExactly(0L, 10L, 20L);
	}

	@Test
	void successorWithholdsJobsAndCatchesUpWithNothing() {
		GenerationOwner owner = owner(false);
		TaskScheduler scheduler = scheduler(owner);
		scheduler.scheduleAtFixedRate(this.task, PERIOD);
		scheduler.scheduleWithFixedDelay(this.task, PERIOD);
		scheduler.schedule(this.task, new PeriodicTrigger(PERIOD));
		this.target.advance(Duration.ofSeconds(95));
		assertThat(this.ticks).isEmpty();
		assertThat(this.target.scheduled()).isZero();
		owner.start(Map.of());
		this.target.advance(Duration.ofSeconds(12));
		assertThat(this.ticks).containsExactly(95L, 95L, 95L, 105L, 105L, 105L);
	}

	@Test
	void successorGoesOnWhereTheOwnerBeforeHasLeftOff() {
		GenerationOwner before = owner(true);
		scheduler(before).scheduleAtFixedRate(this.task, PERIOD);
		GenerationOwner after = owner(false);
		scheduler(after).scheduleAtFixedRate(this.task, PERIOD);
		this.target.advance(Duration.ofSeconds(23));
		after.start(before.stop());
		this.target.advance(Duration.ofSeconds(20));
		assertThat(this.ticks).containsExactly(0L, 10L, 20L, 30L, 40L);
	}

	@Test
	void takeBackGoesOnToo() {
		GenerationOwner before = owner(true);
		scheduler(before).scheduleWithFixedDelay(this.task, PERIOD);
		GenerationOwner after = owner(false);
		scheduler(after).scheduleWithFixedDelay(this.task, PERIOD);
		this.target.advance(Duration.ofSeconds(3));
		after.start(before.stop());
		this.target.advance(Duration.ofSeconds(60));
		before.start(after.stop());
		this.target.advance(Duration.ofSeconds(17));
		assertThat(this.ticks).containsExactly(0L, 10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L);
	}

	@Test
	void takeBackFromTheDeadRunsAtMostOneTickAtOnce() {
		GenerationOwner owner = owner(true);
		TaskScheduler scheduler = scheduler(owner);
		scheduler.scheduleAtFixedRate(this.task, PERIOD);
		this.target.advance(Duration.ofSeconds(5));
		owner.stop();
		this.target.advance(Duration.ofSeconds(100));
		assertThat(this.ticks).containsExactly(0L);
		owner.start(Map.of());
		this.target.advance(Duration.ofSeconds(12));
		assertThat(this.ticks).containsExactly(0L, 105L, 115L);
	}

	@Test
	void cronGoesOnWithItsNextTime() {
		GenerationOwner owner = owner(false);
		scheduler(owner).schedule(this.task, new CronTrigger("0 * * * * *"));
		this.target.advance(Duration.ofSeconds(200));
		owner.start(Map.of());
		this.target.advance(Duration.ofSeconds(60));
		assertThat(this.ticks).containsExactly(235L);
		owner.stop();
		this.target.advance(Duration.ofSeconds(600));
		owner.start(Map.of());
		assertThat(this.ticks).containsExactly(235L);
	}

	@Test
	void cronTickThatFellBetweenTheOwnersIsDone() {
		GenerationOwner before = owner(true);
		scheduler(before).schedule(this.task, new CronTrigger("0 * * * * *"));
		GenerationOwner after = owner(false);
		scheduler(after).schedule(this.task, new CronTrigger("0 * * * * *"));
		this.target.advance(Duration.ofSeconds(114));
		Map<String, LastRun> lastRuns = before.stop();
		this.target.advance(Duration.ofSeconds(2));
		after.start(lastRuns);
		this.target.advance(Duration.ofSeconds(60));
		assertThat(this.ticks).containsExactly(55L, 116L, 175L);
	}

	@Test
	void initialDelayCountsFromTheStart() {
		GenerationOwner owner = owner(false);
		scheduler(owner).scheduleAtFixedRate(this.task, this.begin.plusSeconds(30), PERIOD);
		this.target.advance(Duration.ofSeconds(4));
		owner.start(Map.of());
		this.target.advance(Duration.ofSeconds(40));
		assertThat(this.ticks).containsExactly(30L, 40L);
	}

	@Test
	void futureStaysTheSame() {
		GenerationOwner owner = owner(true);
		ScheduledFuture<?> future = scheduler(owner).scheduleAtFixedRate(this.task, PERIOD);
		this.target.advance(Duration.ofSeconds(5));
		owner.stop();
		assertThat(future.isCancelled()).isFalse();
		assertThat(future.isDone()).isFalse();
		assertThat(future.getDelay(TimeUnit.SECONDS)).isZero();
		owner.start(Map.of());
		assertThat(future.getDelay(TimeUnit.SECONDS)).isEqualTo(5);
		assertThat(future.cancel(false)).isTrue();
		assertThat(future.isCancelled()).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
		assertThat(this.target.scheduled()).isZero();
		owner.stop();
		owner.start(Map.of());
		assertThat(this.target.scheduled()).isZero();
	}

	@Test
	void whatIsCancelledWhileWithheldNeverRuns() {
		GenerationOwner owner = owner(false);
		ScheduledFuture<?> future = scheduler(owner).scheduleAtFixedRate(this.task, PERIOD);
		assertThat(future.cancel(true)).isTrue();
		owner.start(Map.of());
		this.target.advance(Duration.ofSeconds(60));
		assertThat(this.ticks).isEmpty();
	}

	@Test
	void oneTimeTaskWaitsInASuccessorOnly() {
		GenerationOwner owner = owner(false);
		TaskScheduler scheduler = scheduler(owner);
		scheduler.schedule(this.task, this.begin.plusSeconds(10));
		this.target.advance(Duration.ofSeconds(20));
		assertThat(this.ticks).isEmpty();
		owner.start(Map.of());
		this.target.advance(Duration.ofSeconds(1));
		assertThat(this.ticks).containsExactly(20L);
		owner.stop();
		scheduler.schedule(this.task, this.begin.plusSeconds(30));
		owner.start(Map.of());
		owner.stop();
		this.target.advance(Duration.ofSeconds(20));
		assertThat(this.ticks).containsExactly(20L, 30L);
	}

	@Test
	void triggerThatNeverFiresHasNoFuture() {
		ScheduledFuture<?> future = scheduler(owner(true)).schedule(this.task, (context) -> null);
		assertThat((Object) future).isNull();
	}

	@Test
	void twoJobsOfOneMethodAreTwo() {
		GenerationOwner before = owner(true);
		scheduler(before).scheduleAtFixedRate(this.task, this.begin.plusSeconds(1), PERIOD);
		scheduler(before).scheduleAtFixedRate(this.task, this.begin.plusSeconds(4), PERIOD);
		this.target.advance(Duration.ofSeconds(5));
		assertThat(before.stop()).containsOnlyKeys("example.Desk.tick", "example.Desk.tick#2")
			.hasEntrySatisfying("example.Desk.tick#2",
					(run) -> assertThat(run.began()).isEqualTo(this.begin.plusSeconds(4)));
	}

	@Test
	void jobWithoutANameIsNotTold() {
		GenerationOwner owner = owner(true);
		scheduler(owner).scheduleAtFixedRate(() -> this.task.run(), PERIOD);
		this.target.advance(Duration.ofSeconds(5));
		assertThat(this.ticks).hasSize(1);
		assertThat(owner.stop()).isEmpty();
	}

	@Test
	void whatWasToldIsToldOn() {
		GenerationOwner owner = owner(false);
		scheduler(owner).scheduleAtFixedRate(this.task, Duration.ofDays(1));
		LastRun told = new LastRun(this.begin.minusSeconds(100), null);
		owner.start(Map.of("example.Desk.tick", told));
		this.target.advance(Duration.ofSeconds(60));
		assertThat(this.ticks).isEmpty();
		assertThat(owner.stop()).containsEntry("example.Desk.tick", told);
	}

	private static GenerationOwner owner(boolean owner) {
		return new GenerationOwner(owner, Duration.ofSeconds(5));
	}

	private TaskScheduler scheduler(GenerationOwner owner) {
		return new OwnerTaskScheduler(Objects.requireNonNull(this.target), owner.jobs(), (task) -> false);
	}

}
