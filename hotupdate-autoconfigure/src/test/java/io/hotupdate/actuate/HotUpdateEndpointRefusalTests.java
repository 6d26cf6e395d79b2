package io.hotupdate.actuate;

import java.net.http.HttpRequest;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.hotupdate.Handover;
import io.hotupdate.Reason;
import io.hotupdate.TestPorts;
import io.hotupdate.UpdateState;
import io.hotupdate.actuate.RunningApplication.Answer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that change nothing, all sent to one application.
 */
class HotUpdateEndpointRefusalTests {

	private static final String TO_1_1_0 = "{\"version\":\"1.1.0\"}";

	private static final RunningApplication application = RunningApplication.start();

	private final TestPorts ports = application.ports();

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void reset() {
		this.ports.checked.clear();
		this.ports.checkFails = null;
		this.ports.findings = List.of();
	}

	@Test
	void snapshotBeforeTheFirstUpdateHasNoNulls() {
		Answer answer = application.get("");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).doesNotContain("null");
		assertThat(answer.field("state")).isEqualTo("IDLE");
		assertThat(answer.field("currentVersion")).isEqualTo("1.0.0");
		assertThat(answer.body().has("updateId")).isFalse();
		assertThat(answer.allowed()).containsExactly("start", "rollback");
		assertThat(answer.body().at("/generations/0/pid").asInt()).isEqualTo(4711);
		assertThat(answer.body().at("/handover/mode").asString()).isEqualTo("SHARED_LISTENER");
		assertThat(answer.response().headers().firstValue("Content-Type").orElse("")).contains("json");
	}

	@Test
	void startOfTheCurrentVersionHasNothingToDo() {
		Answer answer = application.send(application.post("?wait=60s", "{\"version\":\"1.0.0\"}"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.field("outcome")).isEqualTo("ALREADY_CURRENT");
		assertThat(application.controller().snapshot().state()).isEqualTo(UpdateState.IDLE);
	}

	@Test
	void startOfTheCurrentVersionWithItsDigestHasNothingToDo() {
		Answer answer = application.send(application.post("", body("1.0.0", RunningApplication.CURRENT_SHA256)));
		assertThat(answer.field("outcome")).isEqualTo("ALREADY_CURRENT");
	}

	@Test
	void startOfTheCurrentVersionWithAnotherDigestIsRefused() {
		Answer answer = application.send(application.post("", body("1.0.0", "f".repeat(64))));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.field("reason")).isEqualTo("DIGEST_MISMATCH");
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
		Answer answer = application.send(application.post("", body));
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
		assertThat(application.send(application.post("", body)).status()).isEqualTo(status);
	}

	@Test
	void startWithoutJsonIsRefusedByBoot() {
		HttpRequest request = application.request("")
			.POST(HttpRequest.BodyPublishers.ofString(TO_1_1_0))
			.header("Authorization", "Bearer " + RunningApplication.TOKEN)
			.build();
		assertThat(application.send(request).status()).isEqualTo(415);
	}

	@Test
	void startWithABadKeyIsRefused() {
		Answer answer = application.send(application.post("", TO_1_1_0, "Idempotency-Key", "a b"));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("UUID");
	}

	@Test
	void startWithALongKeyIsRefused() {
		Answer answer = application.send(application.post("", TO_1_1_0, "Idempotency-Key", "x".repeat(129)));
		assertThat(answer.status()).isEqualTo(400);
	}

	@Test
	void startOutsideTheAllowListIsRefused() {
		this.ports.checkFails = TestPorts.failure(Reason.ARTIFACT_NOT_ALLOWED);
		assertThat(application.send(application.post("", TO_1_1_0)).status()).isEqualTo(400);
	}

	@Test
	void startWhenNotSupportedIsRefused() {
		this.ports.findings = List.of(Handover.Finding.blocking("no-native", "No native access", "allow it"));
		Answer answer = application.send(application.post("", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(422);
		assertThat(answer.field("reason")).isEqualTo("NOT_SUPPORTED");
		Answer plan = application.send(application.post("/plan", "{}"));
		assertThat(plan.status()).isEqualTo(200);
		assertThat(plan.body().path("possible").asBoolean(true)).isFalse();
		assertThat(plan.body().at("/findings/0/remedy").asString()).isEqualTo("allow it");
	}

	@Test
	void planWithNothingInTheWay() {
		Answer plan = application.send(application.post("/plan", ""));
		assertThat(plan.body().path("possible").asBoolean(false)).isTrue();
	}

	@Test
	void reloadWithNothingChanged() {
		Answer reloaded = application.send(application.post("/reload", ""));
		assertThat(reloaded.status()).as(reloaded.text()).isEqualTo(200);
		assertThat(reloaded.body().path("changed").isArray()).isTrue();
	}

	@Test
	void reloadNeedsAuthorizationAndTakesNoFields() {
		HttpRequest request = application.request("/reload").POST(HttpRequest.BodyPublishers.noBody()).build();
		assertThat(application.send(request).status()).isEqualTo(401);
		assertThat(application.send(application.post("/reload", "{\"file\":\"application.yml\"}")).status())
			.isEqualTo(400);
	}

	@Test
	void verbNeedsNoBodyWithTheToken() {
		HttpRequest request = application.request("/plan")
			.POST(HttpRequest.BodyPublishers.noBody())
			.header("Authorization", "Bearer " + RunningApplication.TOKEN)
			.build();
		assertThat(application.send(request).status()).isEqualTo(200);
	}

	@Test
	void unknownVerbNamesTheVerbs() {
		Answer answer = application.send(application.post("/stop", "{}"));
		assertThat(answer.status()).isEqualTo(404);
		assertThat(answer.message()).contains("pause, resume, cancel, retry, rollback, confirm, plan");
	}

	@Test
	void startAsAVerbSaysWhereItGoes() {
		Answer answer = application.send(application.post("/start", TO_1_1_0));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("/actuator/hotupdate");
	}

	@Test
	void verbWithAnUnknownFieldIsRefused() {
		Answer answer = application.send(application.post("/confirm", "{\"force\":\"true\"}"));
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.message()).contains("force");
	}

	@Test
	void infoNamesReleaseDigestGenerationAndState() {
		HttpRequest request = HttpRequest.newBuilder(application.request("").build().uri().resolve("info")).build();
		assertThat(application.send(request).body().path("hotupdate").toString())
			.isEqualTo("{\"version\":\"1.0.0\",\"sha256\":\"abc\",\"generation\":1,\"state\":\"IDLE\"}");
	}

	private static String body(String version, String sha256) {
		return "{\"version\":\"" + version + "\",\"sha256\":\"" + sha256 + "\"}";
	}

}
