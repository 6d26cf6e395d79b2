package io.hotupdate.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ServiceNotifierTests {

	@TempDir
	Path directory;

	@Test
	void messagesArriveInTheOrderOfTheCalls() throws Exception {
		String name = this.directory.resolve("notify").toString();
		try (NotifySocket socket = new NotifySocket(name)) {
			ServiceNotifier notifier = ServiceNotifier.of(Map.of("NOTIFY_SOCKET", name));
			assertThat(notifier.isActive()).isTrue();
			long before = System.nanoTime() / 1000;
			notifier.ready("Version 1.0.0 sérves");
			notifier.status("two\nlines");
			notifier.reloading("reloads");
			notifier.mainProcess(42);
			notifier.stopping("stops");
			assertThat(socket.receive()).isEqualTo("READY=1\nSTATUS=Version 1.0.0 sérves");
			assertThat(socket.receive()).isEqualTo("STATUS=two lines");
			assertThat(socket.receive()).matches("RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=reloads")
				.satisfies((text) -> assertThat(Long.parseLong(text.lines().toList().get(1).substring(15)))
					.isBetween(before, System.nanoTime() / 1000));
			assertThat(socket.receive()).isEqualTo("MAINPID=42");
			assertThat(socket.receive()).isEqualTo("STOPPING=1\nSTATUS=stops");
		}
	}

	@Test
	void socketMayBeInTheAbstractNamespace() throws Exception {
		String name = "@hotupdate/" + UUID.randomUUID();
		try (NotifySocket socket = new NotifySocket(name)) {
			ServiceNotifier.of(Map.of("NOTIFY_SOCKET", name)).status("here");
			assertThat(socket.receive()).isEqualTo("STATUS=here");
		}
	}

	@Test
	void watchdogIsToldInHalfTheTimeWhileTheServiceLives() throws Exception {
		String name = this.directory.resolve("notify").toString();
		Map<String, String> environment = new HashMap<>(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "200000"));
		try (NotifySocket socket = new NotifySocket(name)) {
			environment.put("WATCHDOG_PID", "1");
			ServiceNotifier.of(environment).keepAlive(() -> true);
			environment.put("WATCHDOG_PID", String.valueOf(ProcessHandle.current().pid()));
			AtomicBoolean alive = new AtomicBoolean(true);
			ServiceNotifier notifier = ServiceNotifier.of(environment);
			notifier.keepAlive(alive::get);
			notifier.keepAlive(alive::get);
			assertThat(socket.receive()).isEqualTo("WATCHDOG=1");
			long first = System.nanoTime();
			assertThat(socket.receive()).isEqualTo("WATCHDOG=1");
			assertThat(System.nanoTime() - first).isGreaterThan(20_000_000L);
			alive.set(false);
		}
	}

	@Test
	void withoutAWatchdogNothingIsTold() throws Exception {
		String name = this.directory.resolve("notify").toString();
		try (NotifySocket socket = new NotifySocket(name)) {
			ServiceNotifier notifier = ServiceNotifier.of(Map.of("NOTIFY_SOCKET", name));
			notifier.keepAlive(() -> true);
			notifier.status("next");
			assertThat(socket.receive()).isEqualTo("STATUS=next");
			assertThat(socket.isEmpty()).isTrue();
		}
	}

	@Test
	void whatCannotBeToldIsSaidOnce(CapturedOutput output) {
		ServiceNotifier notifier = ServiceNotifier
			.of(Map.of("NOTIFY_SOCKET", this.directory.resolve("nobody").toString()));
		notifier.ready("1");
		notifier.status("2");
		ServiceNotifier.of(Map.of("NOTIFY_SOCKET", "vsock:2:1234")).status("3");
		assertThat(output.toString().split("cannot be told", -1)).hasSize(3);
		assertThat(output).contains("nobody").contains("perhaps you should").contains("vsock:2:1234 are not supported");
	}

	@Test
	void withoutASocketNobodyWantsToKnow() {
		assertThat(ServiceNotifier.of(Map.of())).isSameAs(ServiceNotifier.NONE);
		assertThat(ServiceNotifier.NONE.isActive()).isFalse();
		ServiceNotifier.NONE.ready("not told");
		ServiceNotifier.NONE.keepAlive(() -> true);
	}

}
