package io.hotupdate.actuate;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.hotupdate.actuate.RunningApplication.Answer;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

class WaitingRequestsTests {

	private final RunningApplication application = RunningApplication.start(Watch.class);

	private final Requests requests = this.application.bean(Requests.class);

	@AfterEach
	void stop() {
		this.application.ports().tenBytes.release(10);
		this.application.close();
	}

	@Test
	void readIsHeldUntilTheRevisionRises() {
		long revision = revision();
		var held = this.application.sendAsync(after(revision, "60s"));
		awaitWaiting(1);
		assertThat(held).isNotDone();
		this.application.send(this.application.post("", "{\"version\":\"1.1.0\"}"));
		assertThat(held.join().status()).isEqualTo(200);
		assertThat(held.join().body().path("revision").asLong()).isGreaterThan(revision);
		awaitWaiting(0);
	}

	@Test
	void readOfAnOlderRevisionIsAnsweredAtOnce() {
		assertThat(this.application.get("?after=0&wait=10m").status()).isEqualTo(200);
	}

	@Test
	void readWhoseTimePassesShowsWhatIsKnown() {
		Answer answer = this.application.send(after(revision(), "20ms"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().path("revision").asLong()).isEqualTo(revision());
	}

	@Test
	void readWithBadInputIsRefused() {
		assertThat(this.application.get("?wait=5s").status()).isEqualTo(400);
		assertThat(this.application.get("?after=x").status()).isEqualTo(400);
		assertThat(this.application.get("?after=1&after=2").message()).contains("once");
		assertThat(this.application.get("?after=1&wait=soon").message()).contains("30s");
	}

	@Test
	void waitIsCappedAtTenMinutes() {
		assertThat(Hold.time("2h")).isEqualTo(Duration.ofMinutes(10));
		assertThat(Hold.time("500ms")).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void theNinthIsRefusedAndStartsNothing() {
		List<CompletableFuture<Answer>> held = new ArrayList<>();
		long revision = revision();
		for (int i = 0; i < 8; i++) {
			held.add(this.application.sendAsync(after(revision, "5m")));
		}
		awaitWaiting(8);
		Answer ninth = this.application.send(after(revision, "5m"));
		assertThat(ninth.status()).isEqualTo(429);
		assertThat(ninth.field("reason")).isEqualTo("TOO_MANY_WAITING");
		assertThat(ninth.body().path("retryable").asBoolean()).isTrue();
		Answer start = this.application.send(this.application.post("?wait=5m", "{\"version\":\"1.1.0\"}"));
		assertThat(start.status()).isEqualTo(429);
		assertThat(this.application.ports().checked).isEmpty();
		this.application.ports().tenBytes.drainPermits();
		assertThat(this.application.send(this.application.post("", "{\"version\":\"1.1.0\"}")).status()).isEqualTo(202);
		held.forEach((answer) -> assertThat(answer.join().status()).isEqualTo(200));
		assertThat(this.application.send(after(0, "5m")).status()).isEqualTo(200);
	}

	@Test
	void aRefusedVerbGivesItsPlaceBack() {
		for (int i = 0; i < 9; i++) {
			assertThat(this.application.send(this.application.post("/pause?wait=5m", "")).status()).isEqualTo(409);
		}
	}

	@Test
	void anInterruptedWaitIsAnswered() {
		this.application.ports().tenBytes.drainPermits();
		var held = this.application.sendAsync(this.application.post("?wait=5m", "{\"version\":\"1.1.0\"}"));
		awaitWaiting(1);
		this.requests.inFlight.values().forEach(Thread::interrupt);
		assertThat(held.join().status()).isEqualTo(202);
	}

	private long revision() {
		return this.application.controller().snapshot().revision();
	}

	private HttpRequest after(long revision, String wait) {
		return this.application.request("?after=" + revision + "&wait=" + wait).build();
	}

	private void awaitWaiting(int count) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.requests.waiting() == count);
	}

	/** The requests that the container has, as the drain sees them. */
	static final class Requests extends OncePerRequestFilter {

		private final Map<HttpServletRequest, Thread> inFlight = new ConcurrentHashMap<>();

		long waiting() {
			return this.inFlight.keySet()
				.stream()
				.filter((request) -> Boolean.TRUE.equals(request.getAttribute("waiting")))
				.count();
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			this.inFlight.put(request, Thread.currentThread());
			try {
				chain.doFilter(request, response);
			}
			finally {
				this.inFlight.remove(request);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Watch {

		@Bean
		Filter requests() {
			return new Requests();
		}

	}

}
