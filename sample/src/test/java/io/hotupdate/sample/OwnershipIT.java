package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.hotupdate.sample.ActuatorClient.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A job that is due every 200 ms belongs to one generation at a time: through updates,
 * take-backs and deaths of the owner, under load.
 */
@Alone
class OwnershipIT {

	private static final Logger logger = LoggerFactory.getLogger(OwnershipIT.class);

	private static final boolean SOAK = Boolean.getBoolean("hotupdate.soak");

	private static final int UPDATES = Benchmarks.count("updates", SOAK ? 20 : 2);

	private static final int TAKE_BACKS = Benchmarks.count("takeBacks", SOAK ? 5 : 1);

	private static final int DEATHS = Benchmarks.count("deaths", SOAK ? 3 : 1);

	private static final Duration LIMIT = Duration.ofMinutes(3);

	private static final Duration TWO_PERIODS = DispatchJournal.PERIOD.multipliedBy(2);

	private static final int STEADY = 6;

	@TempDir
	Path folder;

	private final List<Long> owners = new ArrayList<>(List.of(1L));

	private long serving = 1;

	private long last = 1;

	@Test
	void jobHasOneOwnerThroughUpdatesAndTakeBacks() throws Exception {
		try (AppProcess app = launch()) {
			LoadResult result;
			ExecutorRequests requests = ExecutorRequests.start(app.port());
			try (requests; LoadClient load = LoadClient.start(app.port())) {
				awaitOwners();
				for (int round = 0; round < UPDATES; round++) {
					if (round < TAKE_BACKS) {
						takeBack(app, version(round));
					}
					update(app, version(round));
				}
				result = load.stop();
			}
			DispatchJournal journal = journal();
			logger.info(
					"{} updates and {} take-backs under load, a job every 200 ms: {}, bursts {}; requests on"
							+ " executors: {} answered, {} failed\n{}",
					UPDATES, TAKE_BACKS, journal, journal.bursts().size(), requests.answered(),
					requests.failures().size(), result);
			assertThat(journal.owners()).isEqualTo(this.owners);
			assertThat(journal.gaps())
				.allSatisfy((gap) -> assertThat(gap).isLessThanOrEqualTo(TWO_PERIODS.plus(late(journal))));
			assertThat(journal.bursts()).isEmpty();
			assertThat(journal.withoutOwnership()).isEmpty();
			assertThat(requests.answered()).isPositive();
			assertThat(requests.failures()).isEmpty();
			assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
		}
	}

	@Test
	void jobGoesOnWhenItsOwnerDies() throws Exception {
		try (AppProcess app = launch()) {
			awaitOwners();
			InstanceWatch watch = new InstanceWatch(app);
			List<Duration> detections = new ArrayList<>();
			for (int death = 0; death < DEATHS; death++) {
				serve(app, version(death));
				this.owners.add(this.last);
				awaitOwners();
				long successor = InstanceWatch.successor(watch.awaitPhase("PROBATION"));
				LogWatch log = new LogWatch(app.log());
				long killed = System.nanoTime();
				app.kill9(successor);
				detections.add(Duration.ofNanos(log.await("Traffic taken back", LIMIT) - killed));
				this.owners.add(this.serving);
				awaitOwners();
				watch.awaitOutcome("TAKEN_BACK");
			}
			DispatchJournal journal = journal();
			logger.info("Owner killed {} times: {}, detected within {}", DEATHS, journal, detections);
			assertThat(journal.owners()).isEqualTo(this.owners);
			for (int death = 0; death < DEATHS; death++) {
				assertThat(journal.gaps().get(2 * death)).isLessThanOrEqualTo(TWO_PERIODS.plus(late(journal)));
				assertThat(journal.gaps().get(2 * death + 1))
					.isLessThanOrEqualTo(detections.get(death).plus(DispatchJournal.PERIOD).plus(late(journal)));
			}
			assertThat(journal.bursts()).isEmpty();
			assertThat(journal.withoutOwnership()).isEmpty();
		}
	}

	private AppProcess launch() throws Exception {
		return AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("orderdesk.dispatch.journal", this.folder.resolve("dispatch.journal").toString())
			.property("orderdesk.dispatch.every", DispatchJournal.PERIOD.toMillis() + "ms")
			.property("hotupdate.warm-up.requests", "200")
			.property("hotupdate.probation.duration", "10m")
			.start(SampleRelease.FIRST.jar());
	}

	private static SampleRelease version(int round) {
		return (round % 2 == 0) ? SampleRelease.SECOND : SampleRelease.THIRD;
	}

	private void update(AppProcess app, SampleRelease release) {
		serve(app, release);
		this.owners.add(this.last);
		awaitOwners();
		Answer stays = ActuatorClient.of(app).verb("confirm?wait=60s");
		assertThat(stays.value("outcome")).as(() -> stays.text() + app.tail()).isEqualTo("SUCCEEDED");
		this.serving = this.last;
	}

	private void takeBack(AppProcess app, SampleRelease release) {
		serve(app, release);
		this.owners.add(this.last);
		awaitOwners();
		Answer back = ActuatorClient.of(app).verb("rollback?wait=60s");
		assertThat(back.value("outcome")).as(() -> back.text() + app.tail()).isEqualTo("TAKEN_BACK");
		this.owners.add(this.serving);
		awaitOwners();
		await().atMost(LIMIT).until(() -> ActuatorClient.of(app).snapshot().json().path("generations").size() == 1);
	}

	private void serve(AppProcess app, SampleRelease release) {
		ActuatorClient actuator = ActuatorClient.of(app);
		Answer served = actuator.update(release.version(), LIMIT, "serving");
		assertThat(served.status()).as(() -> served.text() + app.tail()).isEqualTo(200);
		await().atMost(LIMIT).until(() -> actuator.snapshot().value("phase").equals("PROBATION"));
		// of two that live together one is odd and one even
		this.last += ((this.last + 1 - this.serving) % 2 != 0) ? 1 : 2;
	}

	/** Wait until the owner that is expected now has run its job for a while. */
	private void awaitOwners() {
		await().atMost(LIMIT)
			.untilAsserted(() -> assertThat(journal().owners()).isEqualTo(this.owners)
				.satisfies((owners) -> assertThat(journal().ofLastOwner()).isGreaterThanOrEqualTo(STEADY)));
	}

	/** A machine that is shared with others may be late; a full measurement may not. */
	private static Duration late(DispatchJournal journal) {
		return SOAK ? Duration.ZERO : journal.late();
	}

	private DispatchJournal journal() {
		return DispatchJournal.read(this.folder.resolve("dispatch.journal"));
	}

}
