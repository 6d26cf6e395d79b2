package io.hotupdate.actuate;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.hotupdate.Handover;
import io.hotupdate.Reason;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateState;
import io.hotupdate.actuate.RunningApplication.Answer;

import static org.assertj.core.api.Assertions.assertThat;

class HotUpdateEndpointTests {

	private static final String TO_1_1_0 = "{\"version\":\"1.1.0\"}";

	private final RunningApplication application = RunningApplication.start();

	private final FakePorts ports = this.application.ports();

	@BeforeEach
	void holdTheSwitch() {
		this.ports.switched = new CountDownLatch(1);
	}

	@AfterEach
	void stop() {
		this.ports.fetched.countDown();
		this.ports.switched.countDown();
		this.application.close();
	}

	@Test
	void snapshotBeforeTheFirstUpdateHasNoNulls() {
		Answer answer = this.application.get("");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).doesNotContain("null");
		assertThat(answer.field("state")).isEqualTo("IDLE");
		assertThat(answer.field("currentVersion")).isEqualTo("1.0.0");
		assertThat(answer.body().has("updateId")).isFalse();
		assertThat(answer.allowed()).containsExactly("start");
		assertThat(answer.body().at("/generations/0/pid").asInt()).isEqualTo(4711);
		assertThat(answer.body().at("/handover/mode").asString()).isEqualTo("SHARED_LISTENER");
		assertThat(answer.response().headers().firstValue("Content-Type").orElse("")).contains("json");
	}

	@Test
	void startIsAnsweredAtOnce() {
		this.ports.fetched = new CountDownLatch(1);
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
		this.ports.fetched = new CountDownLatch(1);
		Answer first = this.application.send(this.application.post("", TO_1_1_0));
		Answer again = this.application.send(this.application.post("", TO_1_1_0));
		assertThat(again.status()).isEqualTo(202);
		assertThat(again.field("updateId")).isEqualTo(first.field("updateId"));
	}

	@Test
	void startUntilServingIsHeldUntilItServes() {
		HttpRequest request = this.application.post("?wait=60s", TO_1_1_0);
		var answer = this.application.sendAsync(request);
		awaitPhase(UpdatePhase.STARTING);
		assertThat(answer).isNotDone();
		this.ports.switched.countDown();
		assertThat(answer.join().status()).isEqualTo(200);
		assertThat(answer.join().body().has("servedAt")).isTrue();
		assertThat(answer.join().field("currentVersion")).isEqualTo("1.1.0");
	}

	@Test
	void startUntilConfirmedIsHeldUntilItIsConfirmed() {
		var answer = this.application.sendAsync(this.application.post("?wait=PT60S&until=confirmed", TO_1_1_0));
		this.ports.switched.countDown();
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
		this.ports.fetchFails = reason;
		Answer answer = this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.field("outcome")).isEqualTo("FAILED");
		assertThat(answer.field("reason")).isEqualTo(reason.name());
		assertThat(answer.body().path("retryable").asBoolean()).isEqualTo(retryable);
		assertThat(answer.message()).contains("perhaps");
		assertThat(answer.allowed()).containsExactly("start", "cancel", "retry");
	}

	@Test
	void startWhoseSuccessorExitsFails() {
		this.ports.handoverFails = Reason.SUCCESSOR_EXITED;
		Answer answer = this.application.send(this.application.post("?wait=60s&until=confirmed", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.field("reason")).isEqualTo("SUCCESSOR_EXITED");
	}

	@Test
	void startThatIsRolledBackIsAFailureForItsCaller() {
		var started = this.application.sendAsync(this.application.post("?wait=60s&until=confirmed", TO_1_1_0));
		this.ports.switched.countDown();
		awaitPhase(UpdatePhase.PROBATION);
		Answer rolledBack = this.application.send(this.application.post("/rollback?wait=60s", "{}"));
		assertThat(rolledBack.status()).isEqualTo(200);
		assertThat(rolledBack.field("outcome")).isEqualTo("TAKEN_BACK");
		assertThat(started.join().status()).isEqualTo(500);
		assertThat(started.join().field("currentVersion")).isEqualTo("1.0.0");
	}

	@Test
	void startThatIsCancelledIsAConflictForItsCaller() {
		this.ports.fetched = new CountDownLatch(1);
		var started = this.application.sendAsync(this.application.post("?wait=60s", TO_1_1_0));
		awaitState(UpdateState.DOWNLOADING);
		assertThat(this.application.send(this.application.post("/cancel", "{}")).status()).isEqualTo(200);
		assertThat(started.join().status()).isEqualTo(409);
		assertThat(started.join().field("outcome")).isEqualTo("CANCELLED");
	}

	@Test
	void startOfAnotherVersionMeanwhileIsRefused() {
		this.ports.fetched = new CountDownLatch(1);
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
	void startOfTheCurrentVersionHasNothingToDo() {
		Answer answer = this.application.send(this.application.post("?wait=60s", "{\"version\":\"1.0.0\"}"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.field("outcome")).isEqualTo("ALREADY_CURRENT");
		assertThat(this.application.controller().snapshot().state()).isEqualTo(UpdateState.IDLE);
	}

	@Test
	void startOfTheCurrentVersionWithItsDigestHasNothingToDo() {
		Answer answer = this.application
			.send(this.application.post("", body("1.0.0", RunningApplication.CURRENT_SHA256)));
		assertThat(answer.field("outcome")).isEqualTo("ALREADY_CURRENT");
	}

	@Test
	void startOfTheCurrentVersionWithAnotherDigestIsRefused() {
		Answer answer = this.application.send(this.application.post("", body("1.0.0", "f".repeat(64))));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.field("reason")).isEqualTo("DIGEST_MISMATCH");
	}

	@Test
	void startWithTheKeyOfAnEndedUpdateReturnsIt() {
		this.ports.fetchFails = Reason.SERVER_STALLED;
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
		this.ports.switched.countDown();
		Answer first = this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		awaitPhase(UpdatePhase.PROBATION);
		this.application.send(this.application.post("/confirm", "{}"));
		Answer again = this.application.send(this.application.post("", TO_1_1_0));
		assertThat(again.status()).isEqualTo(200);
		assertThat(again.field("outcome")).isEqualTo("SUCCEEDED");
		assertThat(again.field("updateId")).isEqualTo(first.field("updateId"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{}                                              | BAD_REQUEST      | "version"
			{"version":null}                                | BAD_REQUEST      | "version"
			{"version":""}                                  | BAD_REQUEST      | version
			{"version":"../../etc"}                         | VERSION_INVALID  | 1.4.0
			{"version":"1.1.0","sha256":"abc"}              | DIGEST_MALFORMED | 64
			{"version":"1.1.0","sha256":""}                 | BAD_REQUEST      | sha256
			{"version":"1.1.0","forse":"x","sha":"y"}       | BAD_REQUEST      | forse, sha
			{"version":"1.1.0","wait":"30"}                 | BAD_REQUEST      | 30s
			{"version":"1.1.0","wait":"-5s"}                | BAD_REQUEST      | 30s
			{"version":"1.1.0","wait":"99999999999999999d"} | BAD_REQUEST      | 30s
			{"version":"1.1.0","until":"done"}              | BAD_REQUEST      | serving
			""")
	void startWithBadInputIsRefused(String body, Reason reason, String part) {
		Answer answer = this.application.send(this.application.post("", body));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.field("outcome")).isEqualTo("REFUSED");
		assertThat(answer.field("reason")).isEqualTo(reason.name());
		assertThat(answer.message()).contains("perhaps", part);
		assertThat(this.ports.checked).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			{"version":{"a":"b"}}   | 400
			{"version":["1.1.0"]}   | 400
			["1.1.0"]               | 400
			{"version":             | 400
			""")
	void startWithAnotherFormIsRefusedByBoot(String body, int status) {
		assertThat(this.application.send(this.application.post("", body)).status()).isEqualTo(status);
	}

	@Test
	void startWithoutJsonIsRefusedByBoot() {
		HttpRequest request = this.application.request("")
			.POST(HttpRequest.BodyPublishers.ofString(TO_1_1_0))
			.header("Authorization", "Bearer " + RunningApplication.TOKEN)
			.build();
		assertThat(this.application.send(request).status()).isEqualTo(415);
	}

	@Test
	void startWithABadKeyIsRefused() {
		Answer answer = this.application.send(this.application.post("", TO_1_1_0, "Idempotency-Key", "a b"));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("UUID");
	}

	@Test
	void startWithALongKeyIsRefused() {
		Answer answer = this.application.send(this.application.post("", TO_1_1_0, "Idempotency-Key", "x".repeat(129)));
		assertThat(answer.status()).isEqualTo(400);
	}

	@Test
	void startOutsideTheAllowListIsRefused() {
		this.ports.checkFails = Reason.ARTIFACT_NOT_ALLOWED;
		assertThat(this.application.send(this.application.post("", TO_1_1_0)).status()).isEqualTo(400);
	}

	@Test
	void startWhenNotSupportedIsRefused() {
		this.ports.findings = List.of(Handover.Finding.blocking("no-native", "No native access", "allow it"));
		Answer answer = this.application.send(this.application.post("", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.field("reason")).isEqualTo("NOT_SUPPORTED");
		Answer plan = this.application.send(this.application.post("/plan", "{}"));
		assertThat(plan.status()).isEqualTo(200);
		assertThat(plan.body().path("possible").asBoolean(true)).isFalse();
		assertThat(plan.body().at("/findings/0/remedy").asString()).isEqualTo("allow it");
	}

	@Test
	void planWithNothingInTheWay() {
		Answer plan = this.application.send(this.application.post("/plan", ""));
		assertThat(plan.body().path("possible").asBoolean(false)).isTrue();
	}

	@Test
	void pauseResumeRetryAndCancel() {
		this.ports.fetched = new CountDownLatch(1);
		this.application.send(this.application.post("", TO_1_1_0));
		Answer paused = this.application.send(this.application.post("/pause", ""));
		assertThat(paused.status()).isEqualTo(200);
		assertThat(paused.field("state")).isEqualTo("PAUSED");
		assertThat(this.application.send(this.application.post("/pause", "")).status()).isEqualTo(409);
		this.ports.fetchFails = Reason.TRUNCATED;
		this.ports.fetched.countDown();
		assertThat(this.application.send(this.application.post("/resume?wait=60s", "")).status()).isEqualTo(500);
		this.ports.fetchFails = null;
		this.ports.switched.countDown();
		Answer retried = this.application.send(this.application.post("/retry?wait=60s", ""));
		assertThat(retried.status()).isEqualTo(200);
		assertThat(retried.field("currentVersion")).isEqualTo("1.1.0");
	}

	@Test
	void cancelPutsAFailedUpdateAway() {
		this.ports.fetchFails = Reason.TRUNCATED;
		this.application.send(this.application.post("?wait=60s", TO_1_1_0));
		Answer answer = this.application.send(this.application.post("/cancel", ""));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.field("state")).isEqualTo("IDLE");
	}

	@Test
	void verbNeedsNoBodyWithTheToken() {
		HttpRequest request = this.application.request("/plan")
			.POST(HttpRequest.BodyPublishers.noBody())
			.header("Authorization", "Bearer " + RunningApplication.TOKEN)
			.build();
		assertThat(this.application.send(request).status()).isEqualTo(200);
	}

	@Test
	void unknownVerbNamesTheVerbs() {
		Answer answer = this.application.send(this.application.post("/stop", "{}"));
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.message()).contains("pause, resume, cancel, retry, rollback, confirm, plan");
	}

	@Test
	void startAsAVerbSaysWhereItGoes() {
		Answer answer = this.application.send(this.application.post("/start", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("/actuator/hotupdate");
	}

	@Test
	void theVerbIsTheOneOfThePath() {
		this.ports.fetched = new CountDownLatch(1);
		this.application.send(this.application.post("", TO_1_1_0));
		Answer plan = this.application.send(this.application.post("/plan?verb=cancel", "{\"verb\":\"cancel\"}"));
		assertThat(plan.body().has("possible")).isTrue();
		assertThat(this.application.controller().snapshot().state()).isEqualTo(UpdateState.DOWNLOADING);
	}

	@Test
	void verbWithAnUnknownFieldIsRefused() {
		Answer answer = this.application.send(this.application.post("/confirm", "{\"force\":\"true\"}"));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("force");
	}

	@Test
	void readsOfHistoryReleasesAndUnknown() {
		this.ports.fetchFails = Reason.TRUNCATED;
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
	void infoNamesVersionGenerationAndState() {
		HttpRequest request = HttpRequest.newBuilder(this.application.request("").build().uri().resolve("info"))
			.build();
		assertThat(this.application.send(request).body().path("hotupdate").toString())
			.isEqualTo("{\"version\":\"1.0.0\",\"generation\":1,\"state\":\"IDLE\"}");
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

	private static String body(String version, String sha256) {
		return "{\"version\":\"" + version + "\",\"sha256\":\"" + sha256 + "\"}";
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
