package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Standstill.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class MaintenanceAnswersTests {

	private static final String WHY = "It \"died\" in C:\\x\n\u0001";

	private static final String SHA = "a".repeat(64);

	@TempDir
	Path folder;

	private final List<Restart> left = new ArrayList<>();

	private Path token;

	@BeforeEach
	void token() throws IOException {
		this.token = Files.writeString(this.folder.resolve("token"), "secret\n");
	}

	@Test
	void healthIsOutOfServiceWithWhatHasHappened() {
		for (String path : List.of("/actuator/health", "/actuator/health/readiness")) {
			MaintenanceAnswer answer = get(path);
			assertThat(answer.status()).startsWith("503 ");
			JsonNode health = json(answer);
			assertThat(health.get("status").asString()).isEqualTo("OUT_OF_SERVICE");
			assertThat(health.at("/components/hotUpdate/details/error/message").asString()).isEqualTo(WHY);
		}
		assertThat(get("/actuator/health/liveness").status()).isEqualTo("200 OK");
	}

	@Test
	void stateIsTold() {
		MaintenanceAnswer answer = get("/actuator/hotupdate");
		assertThat(answer.status()).isEqualTo("200 OK");
		JsonNode state = json(answer);
		assertThat(state.get("state").asString()).isEqualTo("MAINTENANCE");
		assertThat(state.get("currentVersion").asString()).isEqualTo("1.0.0");
		assertThat(state.get("restarts").asInt()).isEqualTo(3);
		assertThat(state.get("since").asString()).isEqualTo("2026-01-02T03:04:05Z");
		assertThat(state.get("allowed")).extracting(JsonNode::asString).containsExactly("start", "resume");
	}

	@Test
	void metricsAreThoseOfTheState() {
		assertThat(get("/actuator/prometheus").body()).contains("\nhotupdate_maintenance 1\n",
				"\nhotupdate_restarts_total 3\n", "\nhotupdate_state{state=\"maintenance\"} 1\n",
				"\nhotupdate_state{state=\"idle\"} 0\n", "\nhotupdate_generations 0\n");
		assertThat(
				answers(State.WAITING, "/actuator").answer(request("GET", "/actuator/prometheus", Map.of(), "")).body())
			.contains("\nhotupdate_maintenance 0\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "*", "/orders", "/actuator", "/actuator/", "/actuatorx/hotupdate",
			"//actuator/hotupdate", "/actuator/hotupdate/", "/actuator/hotupdate/../env", "/x/actuator/hotupdate",
			"/actuator/env", "http://localhost/actuator/health/liveness" })
	void everythingElseIsToldToComeBack(String path) {
		assertThat(get(path).status()).isEqualTo("503 Service Unavailable");
		assertThat(new String(get(path).bytes(true), UTF_8)).contains("\r\nRetry-After: 60\r\n");
	}

	@Test
	void actuatorMayHaveNoPathOfItsOwn() {
		MaintenanceAnswers answers = answers(State.MAINTENANCE, "");
		assertThat(answers.answer(request("GET", "/hotupdate", Map.of(), "")).status()).isEqualTo("200 OK");
		assertThat(answers.answer(request("POST", "/hotupdate/resume", bearer("secret"), "")).status())
			.isEqualTo("202 Accepted");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "post" })
	void methodThatMeansNothingHereIsToldToComeBack(String method) {
		MaintenanceAnswer answer = answers(State.MAINTENANCE, "/actuator")
			.answer(request(method, "/actuator/hotupdate/resume", bearer("secret"), ""));
		answer.then().run();
		assertThat(answer.status()).startsWith("503 ");
		assertThat(this.left).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "secret", " secret  " })
	void resumeStartsWhatIsCurrentOnceItIsAnswered(String shown) {
		MaintenanceAnswer answer = post("/actuator/hotupdate/resume", bearer(shown.strip()), null);
		assertThat(answer.status()).isEqualTo("202 Accepted");
		assertThat(this.left).isEmpty();
		answer.then().run();
		assertThat(this.left).containsExactly(Restart.CURRENT);
	}

	@Test
	void schemeIsWrittenInAnyCase() {
		assertThat(post("/actuator/hotupdate/resume", Map.of("authorization", "bEARER  secret"), "").status())
			.isEqualTo("202 Accepted");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "secret", "Bearer", "Bearer ", "Bearer secret2", "Bearer secre",
			"Bearer secret, Bearer secret", "Basic secret", "Bearer SECRET" })
	void nobodyElseMayLeave(String authorization) {
		for (String path : List.of("/actuator/hotupdate/resume", "/actuator/hotupdate", "/actuator/hotupdate/cancel")) {
			MaintenanceAnswer answer = post(path, Map.of("authorization", authorization), "{\"version\":\"1.1.0\"}");
			answer.then().run();
			assertThat(answer.status()).as(path).isEqualTo("401 Unauthorized");
			assertThat(json(answer).get("reason").asString()).isEqualTo("NOT_AUTHORIZED");
		}
		assertThat(this.left).isEmpty();
	}

	@Test
	void noTokenIsRightWhereThereIsNone() throws IOException {
		for (String content : List.of("", " \n")) {
			Files.writeString(this.token, content);
			assertThat(post("/actuator/hotupdate/resume", bearer(""), "").status()).isEqualTo("401 Unauthorized");
		}
		Files.delete(this.token);
		assertThat(post("/actuator/hotupdate/resume", bearer(""), "").status()).isEqualTo("401 Unauthorized");
		assertThat(post("/actuator/hotupdate/resume", Map.of(), "").status()).isEqualTo("401 Unauthorized");
		Files.write(this.token, new byte[] { (byte) 0xff, (byte) 0xfe });
		assertThat(post("/actuator/hotupdate/resume", bearer("\ufffd\ufffd"), "").status())
			.isEqualTo("401 Unauthorized");
		Management none = new Management("/actuator", null, "1.0.0", Set.of());
		assertThat(new MaintenanceAnswers(none, standstill(State.MAINTENANCE), this.left::add)
			.answer(request("POST", "/actuator/hotupdate/resume", bearer("null"), ""))
			.status()).isEqualTo("401 Unauthorized");
		assertThat(this.left).isEmpty();
	}

	@Test
	void tokenThatWasChangedMeanwhileIsInForce() throws IOException {
		Files.writeString(this.token, "other");
		assertThat(post("/actuator/hotupdate/resume", bearer("secret"), "").status()).isEqualTo("401 Unauthorized");
		assertThat(post("/actuator/hotupdate/resume", bearer("other"), "").status()).isEqualTo("202 Accepted");
	}

	@Test
	void namedReleaseIsStarted() {
		MaintenanceAnswer answer = post("/actuator/hotupdate", bearer("secret"),
				"{\"version\":\"1.1.0\",\"sha256\":\"" + SHA + "\"}");
		assertThat(answer.status()).isEqualTo("202 Accepted");
		answer.then().run();
		assertThat(this.left).containsExactly(new Restart("1.1.0", SHA));
	}

	@Test
	void requestThatCannotBeDoneIsRefusedWithItsReason() {
		MaintenanceAnswer answer = post("/actuator/hotupdate", bearer("secret"),
				"{\"version\":\"1.1.0\",\"sha256\":\"abc\"}");
		answer.then().run();
		assertThat(answer.status()).isEqualTo("400 Bad Request");
		assertThat(json(answer).get("reason").asString()).isEqualTo("DIGEST_MALFORMED");
		assertThat(post("/actuator/hotupdate", bearer("secret"), null).status()).isEqualTo("400 Bad Request");
		assertThat(this.left).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cancel", "confirm", "resume/", "resume2", "" })
	void otherVerbsAreRefused(String verb) {
		MaintenanceAnswer answer = post("/actuator/hotupdate/" + verb, bearer("secret"), "{\"version\":\"1.1.0\"}");
		answer.then().run();
		assertThat(answer.status()).isEqualTo("409 Conflict");
		assertThat(json(answer).at("/error/message").asString()).contains("MAINTENANCE", "/hotupdate/resume");
		assertThat(this.left).isEmpty();
	}

	private MaintenanceAnswer get(String path) {
		return answers(State.MAINTENANCE, "/actuator").answer(request("GET", path, Map.of(), ""));
	}

	private MaintenanceAnswer post(String path, Map<String, String> headers, @Nullable String body) {
		return answers(State.MAINTENANCE, "/actuator").answer(request("POST", path, headers, body));
	}

	private MaintenanceAnswers answers(State state, String path) {
		return new MaintenanceAnswers(new Management(path, this.token, "1.0.0", Set.of("server")), standstill(state),
				this.left::add);
	}

	private static Standstill standstill(State state) {
		return new Standstill(state, WHY, Instant.parse("2026-01-02T03:04:05Z"), 3);
	}

	private static MaintenanceRequest request(String method, String path, Map<String, String> headers,
			@Nullable String body) {
		return new MaintenanceRequest(method, path, headers, body);
	}

	private static Map<String, String> bearer(String token) {
		return Map.of("authorization", "Bearer " + token);
	}

	private static JsonNode json(MaintenanceAnswer answer) {
		assertThat(answer.type()).isEqualTo("application/json");
		return new JsonMapper().readTree(answer.body());
	}

}
