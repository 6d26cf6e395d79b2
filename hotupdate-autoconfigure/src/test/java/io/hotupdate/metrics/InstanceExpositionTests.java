package io.hotupdate.metrics;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.hotupdate.TestClock;
import io.hotupdate.process.RuntimeDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two generations, each with its socket, in one process. */
class InstanceExpositionTests {

	private final TestClock clock = new TestClock();

	private final AtomicInteger old = new AtomicInteger(7);

	private final AtomicInteger young = new AtomicInteger(1);

	private Path folder;

	private InstanceExposition predecessor;

	private InstanceExposition successor;

	@BeforeEach
	void begin() throws IOException {
		// the path of a socket has to be short
		this.folder = Files.createTempDirectory(Path.of("/tmp"), "hu");
		RuntimeDirectory directory = RuntimeDirectory.at(this.folder.resolve("run"));
		this.predecessor = generation(1, this.old, directory);
		this.successor = generation(2, this.young, directory);
		this.predecessor.begin(true);
		this.successor.begin(true);
	}

	private InstanceExposition generation(long number, AtomicInteger requests, RuntimeDirectory directory) {
		OwnExposition own = (format,
				names) -> ("# TYPE requests_total counter\nrequests_total " + requests
						+ "\n# TYPE heap gauge\nheap 1\n# TYPE hotupdate_generations gauge\nhotupdate_generations "
						+ number + "\n")
					.getBytes(StandardCharsets.UTF_8);
		return new InstanceExposition(number, own, () -> number == 2, directory, this.clock);
	}

	@AfterEach
	void end() throws IOException {
		this.successor.end();
		this.predecessor.end();
		try (var left = Files.list(this.folder.resolve("run"))) {
			assertThat(left).isEmpty();
		}
		Files.delete(this.folder.resolve("run"));
		Files.delete(this.folder);
	}

	@Test
	void eitherTellsBoth() {
		assertThat(scrape(this.predecessor)).contains("requests_total{slot=\"a\"} 7", "requests_total{slot=\"b\"} 1",
				"heap{slot=\"a\"} 1", "heap{slot=\"b\"} 1");
		assertThat(scrape(this.successor)).contains("requests_total{slot=\"a\"} 7", "requests_total{slot=\"b\"} 1");
	}

	@Test
	void theOwnerTellsWhatIsOfTheInstance() {
		assertThat(scrape(this.predecessor)).contains("hotupdate_generations 2")
			.doesNotContain("hotupdate_generations 1");
		assertThat(scrape(this.successor)).contains("hotupdate_generations 2")
			.doesNotContain("hotupdate_generations 1");
	}

	@Test
	void whatALeavingGenerationCountedIsToldForFiveMinutes() {
		this.old.set(9);
		this.predecessor.end();
		this.young.set(2);
		assertThat(scrape(this.successor)).contains("requests_total{slot=\"a\"} 9", "requests_total{slot=\"b\"} 2")
			.doesNotContain("heap{slot=\"a\"}");
		this.clock.advance(OtherGeneration.KEPT.minusSeconds(1));
		assertThat(scrape(this.successor)).contains("requests_total{slot=\"a\"} 9");
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(scrape(this.successor)).contains("requests_total{slot=\"a\"} 0.0");
	}

	@Test
	void theNextGenerationOfASlotTakesThePlaceOfTheOneThatLeft() throws IOException {
		this.predecessor.end();
		InstanceExposition third = generation(3, new AtomicInteger(4), RuntimeDirectory.at(this.folder.resolve("run")));
		third.begin(true);
		assertThat(scrape(this.successor)).contains("requests_total{slot=\"a\"} 4").doesNotContain(" 7\n");
		third.end();
	}

	@Test
	void aSocketThatNobodyAnswersIsPassedOver() throws IOException {
		this.predecessor.end();
		ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		dead.bind(UnixDomainSocketAddress.of(this.folder.resolve("run/metrics-a.sock")));
		dead.close();
		assertThat(scrape(this.successor)).contains("requests_total{slot=\"a\"} 7", "requests_total{slot=\"b\"} 1");
		Files.delete(this.folder.resolve("run/metrics-a.sock"));
	}

	/**
	 * As one that was stopped by SIGSTOP: the kernel takes the connection, nobody reads.
	 */
	@Test
	void aGenerationThatHangsDoesNotHoldAScrapeUp() throws IOException {
		this.predecessor.end();
		Path socket = this.folder.resolve("run/metrics-a.sock");
		try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			hung.bind(UnixDomainSocketAddress.of(socket));
			long began = System.nanoTime();
			assertThat(scrape(this.successor)).contains("requests_total{slot=\"b\"} 1");
			assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
		}
		Files.delete(socket);
	}

	@Test
	void aFirstGenerationClearsWhatKilledOnesHaveLeft() throws IOException {
		InstanceExposition first = generation(5, new AtomicInteger(), RuntimeDirectory.at(this.folder.resolve("run")));
		first.begin(false);
		try (var left = Files.list(this.folder.resolve("run"))) {
			assertThat(left).isEmpty();
		}
	}

	private static String scrape(InstanceExposition exposition) {
		return new String(exposition.scrape(ExpositionFormat.TEXT, Set.of()), StandardCharsets.UTF_8);
	}

}
