package io.hotupdate.actuate;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.hotupdate.Reason;
import io.hotupdate.TestPorts;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class AuditTrailTests {

	private final RunningApplication application = RunningApplication.start(Events.class);

	private final List<AuditEvent> events = this.application.bean(Recorder.class).events;

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void allowedVerbLeavesALine(CapturedOutput output) {
		this.application.ports().checkFails = null;
		this.application.send(this.application.post("", """
				{"version":"1.1.0","artifact":"https://bob:pw@repo/app.jar?sig=abc"}""", "X-Forwarded-For",
				"10.1.2.3"));
		String line = lines(output).get(0);
		assertThat(line).contains("INFO", "who=token", "from=127.0.0.1", "forwarded-for=10.1.2.3", "what=start",
				"version=1.1.0", "artifact=https://***@repo/app.jar?***", "decision=allowed", "update=");
		assertThat(output.getAll()).doesNotContain("bob:pw", "sig=abc", RunningApplication.TOKEN);
		assertThat(this.events).extracting(AuditEvent::getType).containsExactly("HOTUPDATE_ALLOWED");
		assertThat(this.events.get(0).getPrincipal()).isEqualTo("token");
	}

	@Test
	void refusedVerbLeavesALine(CapturedOutput output) {
		this.application.ports().checkFails = TestPorts.failure(Reason.ARTIFACT_NOT_ALLOWED);
		this.application.send(this.application.post("", "{\"version\":\"1.1.0\"}"));
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("WARN", "who=token", "decision=refused", "reason=ARTIFACT_NOT_ALLOWED");
		assertThat(this.events).extracting(AuditEvent::getType).containsExactly("HOTUPDATE_REFUSED");
	}

	@Test
	void anonymousCallerCannotForgeALine(CapturedOutput output) {
		this.application
			.send(anonymous("{\"version\":\"1.1.0\\r\\nINFO io.hotupdate.audit: who=token decision=allowed\"}"));
		assertThat(lines(output)).singleElement()
			.asString()
			.contains("who=anonymous", "version=\"1.1.0??INFO io", "reason=NOT_AUTHORIZED");
	}

	@Test
	void pathCannotForgeALine(CapturedOutput output) {
		this.application.send(this.application.post("/x%0Awho=token%20y", "{}"));
		assertThat(lines(output)).allSatisfy((line) -> assertThat(line).contains("what=\"x?who=token y\""));
	}

	@Test
	void floodOfAnonymousCallsDoesNotFillTheLog(CapturedOutput output) {
		for (int i = 0; i < 50; i++) {
			assertThat(this.application.send(anonymous("{}")).status()).isEqualTo(401);
		}
		assertThat(lines(output)).hasSize(20);
		assertThat(this.events).hasSize(20);
		this.application.send(this.application.post("/pause", ""));
		assertThat(lines(output).get(20)).contains("reason=WRONG_STATE", "not-shown=30");
	}

	@Test
	void listenerThatFailsDoesNotFailTheVerb(CapturedOutput output) {
		this.application.bean(Recorder.class).fails = true;
		assertThat(this.application.send(this.application.post("", "{\"version\":\"1.1.0\"}")).status()).isEqualTo(202);
		assertThat(output).contains("The audit event could not be published");
	}

	private HttpRequest anonymous(String body) {
		return this.application.request("")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.build();
	}

	private static List<String> lines(CapturedOutput output) {
		List<String> lines = new ArrayList<>(output.getAll().lines().toList());
		lines.removeIf((line) -> !line.contains("io.hotupdate.audit") || !line.contains("decision="));
		return lines;
	}

	static final class Recorder {

		private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

		private volatile boolean fails;

		@EventListener
		void onAudit(AuditApplicationEvent event) {
			if (this.fails) {
				throw new IllegalStateException("on purpose");
			}
			this.events.add(event.getAuditEvent());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Events {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

	}

}
