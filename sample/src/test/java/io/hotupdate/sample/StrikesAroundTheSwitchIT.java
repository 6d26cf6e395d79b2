package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.hotupdate.sample.ActuatorClient.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Strikes at moments of the switch that no phase names, since it lasts milliseconds: at
 * random within 10 ms of the opening of the successor's gate, and between the end of the
 * warm-up and that. Where a strike hits decides how the update ends, but whichever way,
 * only what the struck process held is lost, nobody is refused while a process lives, and
 * one generation is left, or none and the old release starts again. CI strikes three
 * times; {@code hotupdate.soak=true} 33 times.
 */
class StrikesAroundTheSwitchIT {

	private static final Logger logger = LoggerFactory.getLogger(StrikesAroundTheSwitchIT.class);

	private static final LoadClient.Plan LOAD = new LoadClient.Plan(200, 0, Duration.ZERO);

	private static final long WITHIN = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long BEFORE = TimeUnit.MILLISECONDS.toNanos(60);

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(3);

	/** Longer than either waits for the other within the switch. */
	private static final Executor WAKE_UP = CompletableFuture.delayedExecutor(7, TimeUnit.SECONDS);

	private static final Duration LIMIT = Duration.ofMinutes(2);

	@TempDir
	Path folder;

	private final int port = AppProcess.freePort();

	private final List<String> acknowledged = new ArrayList<>();

	private AppProcess app;

	private InstanceWatch watch;

	@BeforeEach
	void start() {
		this.app = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.port(this.port)
			.property("hotupdate.handover.heartbeat-timeout", HEARTBEAT_TIMEOUT.toSeconds() + "s")
			.property("hotupdate.warm-up.requests", 100_000_000)
			.property("hotupdate.warm-up.max-duration", "2s")
			.property("hotupdate.probation.duration", "2s")
			.start(SampleRelease.FIRST.jar());
		this.watch = new InstanceWatch(this.app);
	}

	@AfterEach
	void close() {
		this.app.close();
	}

	@Test
	void onlyWhatTheStruckProcessHeldIsLost() throws Exception {
		StringBuilder report = new StringBuilder();
		for (Strike strike : strikes()) {
			String told = strike(strike);
			logger.info(told);
			report.append(told).append(System.lineSeparator());
			if (this.app.generations().isEmpty()) {
				restart();
			}
		}
		StoredOrders stored = StoredOrders.in(this.app.database());
		assertThat(stored.missing(this.acknowledged)).isEmpty();
		assertThat(stored.duplicates()).isEmpty();
		logger.info("Strikes around the switch; {} orders acknowledged, all stored once\n{}", this.acknowledged.size(),
				report);
	}

	private static List<Strike> strikes() {
		int rounds = Benchmarks.count("strikes", Boolean.getBoolean("hotupdate.soak") ? 5 : 0);
		if (rounds == 0) {
			return List.of(Strike.within("KILL", Victim.SUCCESSOR), Strike.within("STOP", Victim.PREDECESSOR),
					Strike.within("TERM", Victim.PREDECESSOR));
		}
		List<Strike> strikes = new ArrayList<>();
		for (int i = 0; i < rounds; i++) {
			for (Victim victim : List.of(Victim.SUCCESSOR, Victim.PREDECESSOR)) {
				for (String signal : List.of("KILL", "STOP", "TERM")) {
					strikes.add((i % 2 == 0) ? Strike.within(signal, victim) : Strike.before(signal, victim));
				}
			}
			if (i % 2 == 0) {
				strikes.add(Strike.within("KILL", Victim.BOTH));
			}
		}
		return strikes;
	}

	private String strike(Strike strike) {
		String before = this.watch.actuator().snapshot().value("currentVersion");
		SampleRelease target = before.equals("1.1.0") ? SampleRelease.THIRD : SampleRelease.SECOND;
		LogWatch log = new LogWatch(this.app.log());
		LoadResult result;
		List<HeldConnections> held;
		long struck;
		String where;
		String outcome;
		try (LoadClient load = LoadClient.start(this.port, LOAD)) {
			this.watch.update(target);
			Answer warming = this.watch.awaitPhase("WARMING");
			List<Long> victims = strike.victim().of(warming);
			long due = log.await(strike.after(), LIMIT) + strike.offset();
			while (System.nanoTime() < due) {
				Thread.onSpinWait();
			}
			struck = System.nanoTime();
			held = strike(strike, victims);
			where = where(log);
			outcome = settle(before, target);
			result = load.stop();
		}
		catch (AssertionError ex) {
			throw new AssertionError(strike + "\n" + log.text(), ex);
		}
		boolean wokenUp = strike.signal().equals("STOP") && !log.contains("is killed");
		boolean nobodyLeft = strike.signal().equals("KILL") && strike.victim() == Victim.BOTH;
		verify(strike + " " + where + ": " + outcome + "\n" + result + "\n" + log.text(), result,
				wokenUp ? List.of() : held, this.app.generations().isEmpty(), nobodyLeft ? struck : Long.MAX_VALUE);
		this.acknowledged.addAll(result.acknowledged());
		return String.format(Locale.ROOT, "%-65s %-13s %-12s held %2d, lost %2d of %d, refused %d", strike, where,
				outcome, held.stream().mapToInt((one) -> one.clients().size()).sum(), result.failures().size(),
				result.sent(), result.count(Outcome.REFUSED));
	}

	private List<HeldConnections> strike(Strike strike, List<Long> victims) {
		if (strike.signal().equals("TERM")) {
			victims.forEach(this.app::term);
			return List.of();
		}
		List<HeldConnections> held = victims.stream().map((pid) -> HeldConnections.freeze(pid, this.port)).toList();
		if (strike.signal().equals("KILL")) {
			victims.forEach(this.app::kill9);
		}
		else {
			WAKE_UP.execute(() -> victims.forEach(this.app::cont));
		}
		return held;
	}

	private static String where(LogWatch log) {
		String text = log.text();
		if (text.contains("Gate closed in")) {
			return "after";
		}
		return text.contains("Gate opened; generation") ? "in the middle" : "before";
	}

	/** Wait until one generation is left and has said how it ended, or none is left. */
	private String settle(String before, SampleRelease target) {
		await("end of the update").atMost(LIMIT).ignoreExceptions().until(() -> {
			int generations = this.app.generations().size();
			return generations == 0
					|| (generations == 1 && !this.watch.actuator().snapshot().value("outcome").isEmpty());
		});
		List<Long> left = this.app.generations();
		if (left.isEmpty()) {
			return "all ended";
		}
		this.watch.awaitAlone(left.get(0));
		Answer end = this.watch.actuator().snapshot();
		String outcome = end.value("outcome");
		assertThat(outcome).as(end.text()).isIn("SUCCEEDED", "FAILED", "TAKEN_BACK", "INTERRUPTED");
		assertThat(end.value("state")).isEqualTo(outcome.equals("SUCCEEDED") ? "IDLE" : "FAILED");
		String serves = outcome.equals("SUCCEEDED") ? target.version() : before;
		assertThat(end.value("currentVersion")).as(end.text()).isEqualTo(serves);
		assertThat(this.watch.pointer("current")).isEqualTo(serves);
		assertThat(this.watch.owner()).isEqualTo(left.get(0));
		return outcome;
	}

	/**
	 * Verify that nothing is lost without a reason.
	 * @param unaccepted from when on the kernel resets the new connections that wait for
	 * an accept, since the last process that listens is killed
	 */
	private static void verify(String story, LoadResult result, List<HeldConnections> held, boolean allEnded,
			long unaccepted) {
		List<Exchange> unexplained = result.failures()
			.stream()
			.filter((failure) -> held.stream().noneMatch((one) -> one.held(failure)))
			.filter((failure) -> failure.reused() || failure.outcome() != Outcome.RESET || failure.ended() < unaccepted)
			.toList();
		if (!allEnded) {
			assertThat(unexplained).as(story).isEmpty();
			return;
		}
		// what was accepted is answered by either; whom nobody has accepted is refused
		assertThat(result.resetByTheClose()).as(story).hasSizeLessThanOrEqualTo(1);
		assertThat(unexplained).as(story)
			.allMatch((failure) -> failure.outcome() == Outcome.REFUSED || result.resetByTheClose().contains(failure));
		long refused = result.exchanges()
			.stream()
			.filter((exchange) -> exchange.outcome() == Outcome.REFUSED)
			.mapToLong(Exchange::ended)
			.min()
			.orElse(Long.MAX_VALUE);
		assertThat(result.exchanges()).as(story)
			.noneMatch((exchange) -> exchange.ok() && !exchange.reused() && exchange.started() > refused);
	}

	/** The old command line again: what was not confirmed does not run. */
	private void restart() {
		String before = this.watch.pointer("current");
		this.app.close();
		start();
		Answer snapshot = this.watch.actuator().snapshot();
		assertThat(snapshot.value("currentVersion")).as(snapshot.text()).isEqualTo(before);
		assertThat(snapshot.value("outcome")).as(snapshot.text()).isIn("FAILED", "INTERRUPTED", "TAKEN_BACK");
		assertThat(snapshot.value("error.message")).isNotEmpty();
		this.watch.awaitAlone(this.app.pid());
		assertThat(this.watch.owner()).isEqualTo(this.app.pid());
	}

	private enum Victim {

		PREDECESSOR, SUCCESSOR, BOTH;

		List<Long> of(Answer snapshot) {
			return switch (this) {
				case PREDECESSOR -> List.of(InstanceWatch.predecessor(snapshot));
				case SUCCESSOR -> List.of(InstanceWatch.successor(snapshot));
				case BOTH -> List.of(InstanceWatch.predecessor(snapshot), InstanceWatch.successor(snapshot));
			};
		}

	}

	/**
	 * What is done to whom.
	 *
	 * @param signal KILL, STOP or TERM
	 * @param victim who gets it
	 * @param after the line in the log from which on its time counts
	 * @param offset how long after that, in nanoseconds
	 */
	private record Strike(String signal, Victim victim, String after, long offset) {

		private static final Random RANDOM = new Random();

		/** From the moment on at which the successor's gate is open. */
		static Strike within(String signal, Victim victim) {
			return new Strike(signal, victim, "Gate opened; generation", RANDOM.nextLong(WITHIN));
		}

		/** From the end of the warm-up on; the last look at readiness takes some time. */
		static Strike before(String signal, Victim victim) {
			return new Strike(signal, victim, "Warmed up with", BEFORE / 4 + RANDOM.nextLong(BEFORE));
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%s to %s %.1f ms after \"%s\"", this.signal,
					this.victim.name().toLowerCase(Locale.ROOT), this.offset / 1e6, this.after);
		}

	}

}
