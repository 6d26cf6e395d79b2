package io.hotupdate.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Scraped without a pause through two updates and one that is taken back, an instance
 * counts as its client does, whichever generation answers.
 */
class MetricsIT {

	private static final Logger logger = LoggerFactory.getLogger(MetricsIT.class);

	private static final String REQUESTS = "http_server_requests_seconds_count";

	private static final List<String> URIS = List.of("uri=\"/\"", "uri=\"/orders\"", "uri=\"/slow\"");

	/** A request counts when its answer has gone, which its client may have before. */
	private static final long COUNTED = 500_000_000;

	@TempDir
	Path folder;

	@Test
	void countersAreThoseOfTheClientAtEachScrape() throws Exception {
		AppLauncher launcher = AppProcess.in(this.folder)
			.ownTemporaryFolder()
			.property("hotupdate.probation.duration", "5s");
		try (AppProcess app = launcher.start(SampleRelease.FIRST.jar())) {
			InstanceWatch watch = new InstanceWatch(app);
			List<Scrape> scrapes;
			LoadResult result;
			Scrape before = Scrape.of(app);
			try (LoadClient load = LoadClient.start(app.port()); ScrapeLoop loop = new ScrapeLoop(app)) {
				awaitMore(load);
				watch.update(SampleRelease.SECOND);
				watch.awaitOutcome("SUCCEEDED");
				awaitMore(load);
				watch.update(SampleRelease.THIRD);
				watch.awaitOutcome("SUCCEEDED");
				await().atMost(Duration.ofMinutes(1)).until(() -> app.generations().size() == 1);
				awaitMore(load);
				watch.until("the start of another is allowed",
						(snapshot) -> snapshot.json().path("generations").size() == 1);
				assertThat(watch.actuator().verb("rollback").status()).isEqualTo(202);
				watch.awaitPhase("PROBATION");
				assertThat(watch.actuator().verb("rollback?wait=60s").value("outcome")).isEqualTo("TAKEN_BACK");
				awaitMore(load);
				result = load.stop();
				long ended = System.nanoTime() + COUNTED;
				await().atMost(Duration.ofSeconds(30)).until(() -> loop.last() > ended);
				scrapes = loop.stop();
			}
			assertThat(result.failures()).as(() -> result + "\n" + app.tail()).isEmpty();
			logger.info("{} scrapes, {} requests", scrapes.size(), result.sent());
			assertCountsAreTheClients(before, scrapes, result);
			assertTotalsNeverFall(scrapes);
			assertThat(versions(scrapes)).containsExactlyInAnyOrder("1.0.0", "1.1.0", "1.2.0");
			assertEndedAsItWas(Scrape.of(app));
		}
	}

	/**
	 * Not fewer than were answered when it was asked, not more than were sent by its end;
	 * exactly as many in the end. A counter that falls has begun anew, as Prometheus sees
	 * it.
	 */
	private static void assertCountsAreTheClients(Scrape before, List<Scrape> scrapes, LoadResult result) {
		long[] started = result.exchanges().stream().mapToLong(Exchange::started).sorted().toArray();
		long[] ended = result.exchanges().stream().mapToLong(Exchange::ended).sorted().toArray();
		Scrape last = before;
		double counted = 0;
		for (Scrape scrape : scrapes) {
			counted += rise(last, scrape);
			last = scrape;
			assertThat(counted).as("requests counted %.1f s after the start", (scrape.began() - result.origin()) / 1e9)
				.isBetween((double) until(ended, scrape.began() - COUNTED), (double) until(started, scrape.ended()));
		}
		assertThat(counted).isEqualTo(result.sent());
	}

	private static double rise(Scrape last, Scrape scrape) {
		return scrape.series()
			.entrySet()
			.stream()
			.filter((entry) -> isOfTheLoad(entry.getKey()))
			.mapToDouble((entry) -> {
				double now = entry.getValue();
				double before = last.series().getOrDefault(entry.getKey(), 0.0);
				return (now < before) ? now : now - before;
			})
			.sum();
	}

	private static boolean isOfTheLoad(String series) {
		return series.startsWith(REQUESTS) && URIS.stream().anyMatch(series::contains);
	}

	private static int until(long[] times, long time) {
		int found = Arrays.binarySearch(times, time);
		return (found >= 0) ? found : -found - 1;
	}

	private static void assertTotalsNeverFall(List<Scrape> scrapes) {
		double last = 0;
		for (Scrape scrape : scrapes) {
			double now = scrape.sum("hotupdate_updates_total");
			assertThat(now).isGreaterThanOrEqualTo(last);
			last = now;
			assertThat(scrape.sum("hotupdate_state")).isEqualTo(1);
			assertThat(scrape.sum("hotupdate_phase")).isEqualTo(1);
			assertThat(scrape.sum("hotupdate_generations")).isBetween(1.0, 2.0);
		}
	}

	private static Set<String> versions(List<Scrape> scrapes) {
		Set<String> versions = new TreeSet<>();
		for (Scrape scrape : scrapes) {
			scrape.series()
				.keySet()
				.stream()
				.filter((series) -> series.startsWith("hotupdate_build_info{"))
				.forEach((series) -> versions.add(series.replaceAll(".*version=\"([^\"]*)\".*", "$1")));
		}
		return versions;
	}

	private static void assertEndedAsItWas(Scrape scrape) {
		assertThat(scrape.sum("hotupdate_updates_total", "outcome=\"succeeded\"")).isEqualTo(2);
		assertThat(scrape.sum("hotupdate_updates_total", "outcome=\"taken_back\"", "reason=\"requested\""))
			.isEqualTo(1);
		assertThat(scrape.sum("hotupdate_updates_total")).isEqualTo(3);
		assertThat(scrape.sum("hotupdate_probation_decisions_total", "decision=\"confirmed\"")).isEqualTo(2);
		assertThat(scrape.sum("hotupdate_probation_decisions_total", "decision=\"taken_back\"")).isEqualTo(1);
		assertThat(scrape.has("hotupdate_update_duration_seconds_bucket", "outcome=\"failed\"")).isTrue();
		assertThat(scrape.sum("hotupdate_update_duration_seconds_count", "outcome=\"taken_back\"")).isEqualTo(1);
		assertThat(scrape.sum("hotupdate_phase_duration_seconds_count", "phase=\"probation\"")).isGreaterThan(0);
	}

	/** Three seconds' worth of requests. */
	private static void awaitMore(LoadClient load) {
		long enough = load.done() + 900;
		await().atMost(Duration.ofMinutes(2)).until(() -> load.done() >= enough);
	}

}
