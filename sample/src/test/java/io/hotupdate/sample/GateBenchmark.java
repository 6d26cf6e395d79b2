package io.hotupdate.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import io.hotupdate.connection.GatedConnectors;
import io.hotupdate.connection.GatedTomcatCustomizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How long the gate of a real Tomcat takes to close, in this process. */
@EnabledIfSystemProperty(named = "hotupdate.soak", matches = "true")
class GateBenchmark {

	private static final Logger logger = LoggerFactory.getLogger(GateBenchmark.class);

	private static final int CLOSINGS = Benchmarks.count("closings", 50);

	private static final Duration GOAL = Duration.ofMillis(5);

	private final GatedConnectors connectors = new GatedConnectors();

	private final WebServer server = server(this.connectors);

	@BeforeEach
	void start() {
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop();
	}

	@Test
	void gateCloses() {
		measure(this::request);
		long[] idle = measure(this::request);
		long[] loaded;
		LoadResult result;
		try (LoadClient load = LoadClient.start(this.server.getPort(), new LoadClient.Plan(300, 0, Duration.ZERO))) {
			loaded = measure(() -> awaitMore(load));
			result = load.stop();
		}
		logger.info(Benchmarks.report(GateBenchmark.class, "Closing the gate, " + CLOSINGS + " times each",
				line("idle", idle) + line("under 300 requests/s", loaded)
						+ Benchmarks.line("%-22s %d of %d, latency p99 %d µs", "requests failed",
								result.failures().size(), result.sent(), result.latency(99).toNanos() / 1_000)));
		assertThat(result.failures()).isEmpty();
		assertThat(percentile(idle, 50)).isLessThanOrEqualTo(GOAL.toNanos() / 1_000);
	}

	/** Microseconds, the shortest first. */
	private long[] measure(Runnable between) {
		long[] micros = new long[CLOSINGS];
		for (int i = 0; i < CLOSINGS; i++) {
			between.run();
			micros[i] = this.connectors.closeAll().toNanos() / 1_000;
			this.connectors.openAll();
		}
		Arrays.sort(micros);
		return micros;
	}

	/** The acceptor has been at work since the gate opened. */
	private void request() {
		try (RawConnection connection = RawConnection.open(this.server.getPort(), Duration.ofSeconds(30))) {
			assertThat(connection.exchange("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").status())
				.isEqualTo(200);
		}
		catch (IOException ex) {
			throw new AssertionError("The gate is open, but nobody answers", ex);
		}
	}

	private static void awaitMore(LoadClient load) {
		long enough = load.done() + 30;
		await().atMost(Duration.ofMinutes(1)).until(() -> load.done() >= enough);
	}

	private static String line(String name, long[] micros) {
		return Benchmarks.line("%-22s p50 %d µs, p99 %d µs", name, percentile(micros, 50), percentile(micros, 99));
	}

	private static long percentile(long[] sorted, int percentile) {
		return sorted[(int) Math.ceil(percentile / 100.0 * sorted.length) - 1];
	}

	private static WebServer server(GatedConnectors connectors) {
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		new GatedTomcatCustomizer("server", connectors).customize(factory);
		return factory.getWebServer((context) -> context.addServlet("desk", new Desk()).addMapping("/*"));
	}

	/** Answers as the order desk does. */
	private static final class Desk extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getInputStream().readAllBytes();
			response.setStatus(request.getMethod().equals("POST") ? 201 : 200);
			response.getWriter().write("done");
		}

	}

}
