package io.hotupdate.actuate;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.hotupdate.Reason;
import io.hotupdate.TestPorts;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateState;
import io.hotupdate.actuate.RunningApplication.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class HotUpdateEndpointTests {

	private static final String TO_1_1_0 = "{\"version\":\"1.1.0\"}";

	private final RunningApplication application = RunningApplication.start();

	private final TestPorts ports = this.application.ports();

	@BeforeEach
	void holdTheSwitch() {
		this.ports.switching.drainPermits();
	}

	@AfterEach
	void stop() {
		this.ports.tenBytes.release(10);
		this.ports.switching.release();
		this.application.close();
	}

	@Test
	void startIsAnsweredAtOnce() {
		this.ports.tenBytes.drainPermits();
		Answer answer = this.application.send(this.application.post("", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.field("state")).isEqualTo("DOWNLOADING");
		assertThat(answer.field("targetVersion")).isEqualTo("1.1.0");
		assertThat(answer.text()).doesNotContain("null");
		Answer found = this.application.get("/" + answer.field("updateId"));
		assertThat(found.status()).isEqualTo(200);
		assertThat(found.field("updateId")).isEqualTo(answer.field("updateId"));
	}

	@Test
	void startAgainIsTheSameUpdate() {
		this.ports.tenBytes.drainPermits();
		Answer first = this.application.send(this.application.post("", TO_1_1_0));
		Answer again = this.application.send(this.application.post("", TO_1_1_0));
		assertThat(again.status()).isEqualTo(202);
		assertThat(again.field("updateId")).isEqualTo(first.field("updateId"));
	}

	@Test
	void startUntilServingIsHeldUntilItServes() {
		HttpRequest request = this.application.post("?wait=60s", TO_1_1_0);
		var answer = this.application.sendAsync(request);
		awaitPhase(UpdatePhase.WARMING);
		assertThat(answer).isNotDone();
		this.ports.switching.release();
		assertThat(answer.join().status()).isEqualTo(200);
		assertThat(answer.join().body().has("servedAt")).isTrue();
		assertThat(answer.join().field("currentVersion")).isEqualTo("1.1.0");
	}

	@Test
	void startUntilConfirmedIsHeldUntilItIsConfirmed() {
		var answer = this.application.sendAsync(this.application.post("?wait=PT60S&until=confirmed", TO_1_1_0));
		this.ports.switching.release();
		awaitPhase(UpdatePhase.PROBATION);
		assertThat(answer).isNotDone();
		Answer confirmed = this.application.send(this.application.post("/confirm", "{}"));
		assertThat(confirmed.status()).isEqualTo(200);
		assertThat(answer.join().status()).isEqualTo(200);
		assertThat(answer.join().field("outcome")).isEqualTo("SUCCEEDED");
		assertThat(answer.join().body().path("progress").asInt()).isEqualTo(100);
	}

	@Test
	void startWhoseTimePassesIsStillRunning() {
		Answer answer = this.application.send(this.application.post("?wait=50ms", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(202);
	}

	@ParameterizedTest
	@CsvSource({ "SERVER_STALLED,500,true", "DIGEST_MISMATCH,422,false", "DISK_FULL,507,false",
			"NOT_A_BOOT_JAR,422,false" })
	void startThatFailsSaysWhy(Reason reason, int status, boolean retryable) {
		this.ports.fetchFails = TestPorts.failure(reason);
		Answer answer = this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.field("outcome")).isEqualTo("FAILED");
		assertThat(answer.field("reason")).isEqualTo(reason.name());
		assertThat(answer.body().path("retryable").asBoolean()).isEqualTo(retryable);
		assertThat(answer.message()).contains("perhaps");
		assertThat(answer.allowed()).containsExactly("start", "cancel", "retry", "rollback");
	}

	@Test
	void startWhoseSuccessorExitsFails() {
		this.ports.handOverFails = TestPorts.failure(Reason.SUCCESSOR_EXITED);
		Answer answer = this.application.send(this.application.post("?wait=60s&until=confirmed", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.field("reason")).isEqualTo("SUCCESSOR_EXITED");
	}

	@Test
	void startThatIsRolledBackIsAFailureForItsCaller() {
		var started = this.application.sendAsync(this.application.post("?wait=60s&until=confirmed", TO_1_1_0));
		this.ports.switching.release();
		awaitPhase(UpdatePhase.PROBATION);
		Answer rolledBack = this.application.send(this.application.post("/rollback?wait=60s", "{}"));
		assertThat(rolledBack.status()).isEqualTo(200);
		assertThat(rolledBack.field("outcome")).isEqualTo("TAKEN_BACK");
		assertThat(started.join().status()).isEqualTo(500);
		assertThat(started.join().field("currentVersion")).isEqualTo("1.0.0");
	}

	@Test
	void startInProbationIsRefusedOrWaits() {
		this.ports.switching.release();
		Answer first = this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		awaitPhase(UpdatePhase.PROBATION);
		Objects.requireNonNull(this.ports.status).probationEndsAt(Instant.now().plusSeconds(100));
		Answer refused = this.application.send(this.application.post("", "{\"version\":\"1.2.0\"}"));
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.message()).contains("probation ends in", "queue");
		assertThat(refused.response().headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(90L, 101L);
		Answer queued = this.application.send(this.application.post("", "{\"version\":\"1.2.0\",\"queue\":true}"));
		assertThat(queued.status()).isEqualTo(202);
		assertThat(queued.field("updateId")).isEqualTo(first.field("updateId"));
		assertThat(queued.body().at("/queued/version").asString()).isEqualTo("1.2.0");
		Answer cancelled = this.application.send(this.application.post("/cancel?wait=60s", ""));
		assertThat(cancelled.status()).isEqualTo(200);
		assertThat(cancelled.body().has("queued")).isFalse();
		assertThat(cancelled.field("phase")).isEqualTo("PROBATION");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"version\":\"1.2.0\",\"queue\":\"perhaps\"}",
			"{\"version\":\"1.2.0\",\"queue\":true,\"wait\":\"1s\"}" })
	void queueThatIsNotUnderstoodIsRefused(String body) {
		Answer answer = this.application.send(this.application.post("", body));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("queue", "perhaps you should");
		assertThat(this.application.get("").field("state")).isEqualTo("IDLE");
	}

	@Test
	void startThatIsCancelledIsAConflictForItsCaller() {
		this.ports.tenBytes.drainPermits();
		var started = this.application.sendAsync(this.application.post("?wait=60s", TO_1_1_0));
		awaitState(UpdateState.DOWNLOADING);
		assertThat(this.application.send(this.application.post("/cancel", "{}")).status()).isEqualTo(200);
		assertThat(started.join().status()).isEqualTo(409);
		assertThat(started.join().field("outcome")).isEqualTo("CANCELLED");
	}

	@Test
	void startOfAnotherVersionMeanwhileIsRefused() {
		this.ports.tenBytes.drainPermits();
		this.application.send(this.application.post("", TO_1_1_0));
		Answer answer = this.application.send(this.application.post("", "{\"version\":\"1.2.0\"}"));
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.field("outcome")).isEqualTo("REFUSED");
		assertThat(answer.field("reason")).isEqualTo("WRONG_STATE");
		assertThat(answer.field("state")).isEqualTo("DOWNLOADING");
		assertThat(answer.allowed()).containsExactly("pause", "cancel");
		assertThat(answer.message()).contains("DOWNLOADING", "pause, cancel");
	}

	@Test
	void startWithTheKeyOfAnEndedUpdateReturnsIt() {
		this.ports.fetchFails = TestPorts.failure(Reason.SERVER_STALLED);
		String[] key = { "Idempotency-Key", "deploy-42" };
		Answer first = this.application.send(this.application.post("?wait=60s", TO_1_1_0, key));
		this.ports.fetchFails = null;
		Answer again = this.application.send(this.application.post("", TO_1_1_0, key));
		assertThat(again.field("updateId")).isEqualTo(first.field("updateId"));
		assertThat(again.status()).isEqualTo(500);
		assertThat(Objects.requireNonNull(this.application.controller().snapshot().request()).idempotencyKey())
			.isEqualTo("deploy-42");
	}

	@Test
	void startAfterSuccessReturnsTheSameUpdate() {
		this.ports.switching.release();
		Answer first = this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		awaitPhase(UpdatePhase.PROBATION);
		this.application.send(this.application.post("/confirm", "{}"));
		Answer again = this.application.send(this.application.post("", TO_1_1_0));
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.field("outcome")).isEqualTo("SUCCEEDED");
		assertThat(again.field("updateId")).isEqualTo(first.field("updateId"));
	}

	@Test
	void pauseResumeRetryAndCancel() {
		this.ports.tenBytes.drainPermits();
		this.application.send(this.application.post("", TO_1_1_0));
		Answer paused = this.application.send(this.application.post("/pause", ""));
		assertThat(paused.status()).isEqualTo(200);
		assertThat(paused.field("state")).isEqualTo("PAUSED");
		assertThat(this.application.send(this.application.post("/pause", "")).status()).isEqualTo(409);
		this.ports.fetchFails = TestPorts.failure(Reason.TRUNCATED);
		this.ports.tenBytes.release(10);
		assertThat(this.application.send(this.application.post("/resume?wait=60s", "")).status()).isEqualTo(500);
		this.ports.fetchFails = null;
		this.ports.switching.release();
		Answer retried = this.application.send(this.application.post("/retry?wait=60s", ""));
		assertThat(retried.status()).isEqualTo(200);
		assertThat(retried.field("currentVersion")).isEqualTo("1.1.0");
	}

	@Test
	void cancelPutsAFailedUpdateAway() {
		this.ports.fetchFails = TestPorts.failure(Reason.TRUNCATED);
		this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		Answer answer = this.application.send(this.application.post("/cancel", ""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.field("state")).isEqualTo("IDLE");
	}

	@Test
	void theVerbIsTheOneOfThePath() {
		this.ports.tenBytes.drainPermits();
		this.application.send(this.application.post("", TO_1_1_0));
		Answer plan = this.application.send(this.application.post("/plan?verb=cancel", "{\"verb\":\"cancel\"}"));
		assertThat(plan.body().has("possible")).isTrue();
		assertThat(this.application.controller().snapshot().state()).isEqualTo(UpdateState.DOWNLOADING);
	}

	@Test
	void readsOfHistoryReleasesAndUnknown() {
		this.ports.fetchFails = TestPorts.failure(Reason.TRUNCATED);
		Answer failed = this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		Answer history = this.application.get("/history");
		assertThat(history.body().at("/updates/0/updateId").asString()).isEqualTo(failed.field("updateId"));
		Answer releases = this.application.get("/releases");
		assertThat(releases.body().at("/releases/0/current").asBoolean(false)).isTrue();
		Answer unknown = this.application.get("/nonsense?updateId=history");
		assertThat(unknown.status()).isEqualTo(404);
		assertThat(unknown.field("reason")).isEqualTo("UNKNOWN_UPDATE");
	}

	@Test
	void readOnlyIsTheDefault() {
		try (RunningApplication readOnly = RunningApplication.start(Map.of())) {
			assertThat(readOnly.get("").status()).isEqualTo(200);
			assertThat(readOnly.send(readOnly.post("", TO_1_1_0)).status()).isEqualTo(405);
			assertThat(readOnly.send(readOnly.post("/plan", "{}")).status()).isEqualTo(405);
		}
	}

	@Test
	void theManagementPortHasTheSameEndpoint() {
		try (RunningApplication managed = RunningApplication
			.start(Map.of("management.server.port", "0", "management.endpoint.hotupdate.access", "unrestricted"))) {
			assertThat(managed.send(managed.post("?wait=60s", TO_1_1_0)).status()).isEqualTo(200);
			HttpRequest anonymous = managed.request("/plan").POST(HttpRequest.BodyPublishers.noBody()).build();
			assertThat(managed.send(anonymous).status()).isEqualTo(401);
		}
	}

	private void awaitPhase(UpdatePhase phase) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.application.controller().snapshot().phase() == phase);
	}

	private void awaitState(UpdateState state) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> this.application.controller().snapshot().state() == state);
	}

}
