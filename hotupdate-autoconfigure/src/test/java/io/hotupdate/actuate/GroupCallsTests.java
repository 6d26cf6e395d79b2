package io.hotupdate.actuate;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.hotupdate.Reason;
import io.hotupdate.Rollouts;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.actuate.RunningApplication.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls about the group: who is meant has to be said.
 */
class GroupCallsTests {

	private final RunningApplication application = RunningApplication.start(GroupConfiguration.class);

	private final Group group = this.application.bean(Group.class);

	@AfterEach
	void stop() {
		this.application.close();
	}

	@ParameterizedTest
	@CsvSource({ "'', '{\"version\":\"1.1.0\"}'", "/cancel, {}", "/resume, {}", "/rollback, {}" })
	void postThatDoesNotSayWhatItIsAboutIsRefused(String path, String body) {
		Answer answer = post(path, body);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.text()).contains("scope=cluster");
		assertThat(this.group.calls).isEmpty();
		assertThat(this.application.controller().snapshot().updateId()).isNull();
	}

	@Test
	void postAboutTheInstanceIsOfTheInstance() {
		assertThat(post("", "{\"version\":\"1.1.0\",\"scope\":\"instance\"}").status()).isEqualTo(202);
		assertThat(this.group.calls).isEmpty();
	}

	@Test
	void unknownScopeIsRefused() {
		assertThat(post("", "{\"version\":\"1.1.0\",\"scope\":\"all\"}").status()).isEqualTo(400);
	}

	@Test
	void rolloutIsBegunWithItsOptions() {
		Answer answer = post("",
				"{\"version\":\"1.1.0\",\"scope\":\"cluster\",\"max-unavailable\":\"25%\",\"canary\":\"2\"}");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.text()).contains("STAGING");
		assertThat(this.group.calls).containsExactly("start 1.1.0 {canary=2, max-unavailable=25%}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"scope\":\"cluster\"}", "{\"version\":\"1.1.0\",\"scope\":\"cluster\",\"wait\":\"1s\"}",
			"{\"version\":\"../1\",\"scope\":\"cluster\"}" })
	void startThatIsWrongIsRefused(String body) {
		assertThat(post("", body).status()).isEqualTo(400);
		assertThat(this.group.calls).isEmpty();
	}

	@Test
	void verbIsAppliedOnceForEachRequest() {
		HttpRequest request = this.application.post("/pause", "{\"scope\":\"cluster\",\"rollout\":\"r-1\"}",
				"Idempotency-Key", "k1");
		assertThat(this.application.send(request).status()).isEqualTo(202);
		assertThat(this.group.calls).containsExactly("pause r-1 null k1");
	}

	@Test
	void verbThatARolloutDoesNotKnowIsNotFound() {
		assertThat(post("/confirm", "{\"scope\":\"cluster\"}").status()).isEqualTo(404);
		assertThat(this.group.calls).isEmpty();
	}

	@Test
	void withoutATokenNothingHappens() {
		HttpRequest request = this.application.request("")
			.POST(HttpRequest.BodyPublishers.ofString("{\"version\":\"1.1.0\",\"scope\":\"cluster\"}"))
			.header("Content-Type", "application/json")
			.build();
		assertThat(this.application.send(request).status()).isEqualTo(401);
		assertThat(this.group.calls).isEmpty();
	}

	@Test
	void groupThatCannotBeReachedIsToBeAskedLater() {
		this.group.away = true;
		assertThat(post("", "{\"version\":\"1.1.0\",\"scope\":\"cluster\"}").status()).isEqualTo(429);
		assertThat(this.application.get("/cluster").status()).isEqualTo(429);
	}

	@Test
	void groupAndRolloutAreRead() {
		assertThat(this.application.get("/cluster").text()).contains("\"members\"");
		assertThat(this.application.get("/cluster/rollout").text()).contains("STAGING");
		assertThat(this.application.get("/cluster/other").status()).isEqualTo(404);
	}

	@Test
	void withoutAGroupTheScopeIsNotSupported() {
		try (RunningApplication alone = RunningApplication.start()) {
			Answer answer = alone.send(alone.post("", "{\"version\":\"1.1.0\",\"scope\":\"cluster\"}"));
			assertThat(answer.status()).isEqualTo(422);
			assertThat(answer.text()).contains("hotupdate.cluster.enabled=true");
			assertThat(alone.get("/cluster").status()).isEqualTo(404);
		}
	}

	private Answer post(String path, String body) {
		return this.application.send(this.application.post(path, body));
	}

	@Configuration(proxyBeanMethods = false)
	static class GroupConfiguration {

		@Bean
		Group group() {
			return new Group();
		}

	}

	/** Writes down what it is asked to do. */
	static final class Group implements Rollouts {

		private final List<String> calls = new ArrayList<>();

		private boolean away;

		@Override
		public Map<String, Object> membership() {
			return Map.of("state", "CONNECTED");
		}

		@Override
		public Map<String, Object> group() {
			return answer("members");
		}

		@Override
		public Map<String, Object> rollout() {
			return answer("phase");
		}

		@Override
		public Map<String, Object> start(UpdateRequest request, Map<String, String> options, @Nullable String by) {
			Map<String, Object> answer = answer("phase");
			this.calls.add("start " + request.version().value() + " " + new TreeMap<>(options));
			return answer;
		}

		@Override
		public Map<String, Object> apply(String verb, @Nullable String rollout, @Nullable String instance,
				@Nullable String request) {
			this.calls.add(verb + " " + rollout + " " + instance + " " + request);
			return answer("phase");
		}

		private Map<String, Object> answer(String field) {
			if (this.away) {
				throw new UpdateException(Reason.CLUSTER_UNREACHABLE, "Redis is away; perhaps you should look at it");
			}
			return Map.of(field, "STAGING");
		}

	}

}
