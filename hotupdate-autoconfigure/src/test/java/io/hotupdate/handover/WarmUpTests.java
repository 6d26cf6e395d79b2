package io.hotupdate.handover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.hotupdate.connection.ShortTempDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link WarmUp}.
 */
@Timeout(120)
class WarmUpTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final String CLOSING = "HTTP/1.1 200 OK\r\n" + UnixServer.CLOSE + "Content-Length: 2\r\n\r\nOK";

	@TempDir(factory = ShortTempDir.class)
	Path directory;

	private final List<Integer> percents = new ArrayList<>();

	@Test
	void pathsAreAskedForInTurnOnOneConnection() throws Exception {
		try (UnixServer server = server((path) -> UnixServer.OK)) {
			new WarmUp(5, LONG).run(server.path, List.of("/a", "/b"), this.percents::add);
			assertThat(server.requests).extracting((request) -> request.split(" ", 3)[1])
				.containsExactly("/a", "/b", "/a", "/b", "/a");
			assertThat(server.connections).hasValue(1);
		}
		assertThat(this.percents).isSorted().endsWith(100);
	}

	@Test
	void everyPathIsAskedForAtLeastOnce() throws Exception {
		try (UnixServer server = server((path) -> UnixServer.OK)) {
			new WarmUp(1, LONG).run(server.path, List.of("/a", "/b", "/c"), this.percents::add);
			assertThat(server.requests).hasSize(3);
		}
		assertThat(this.percents).containsExactly(33, 66, 100);
	}

	@Test
	void progressIsToldAboutTwentyTimes() throws Exception {
		try (UnixServer server = server((path) -> UnixServer.OK)) {
			new WarmUp(200, LONG).run(server.path, List.of("/"), this.percents::add);
			assertThat(server.requests).hasSize(200);
		}
		assertThat(this.percents).hasSize(20).isSorted().startsWith(5).endsWith(100);
	}

	@Test
	void serverThatClosesIsConnectedToAgain() throws Exception {
		try (UnixServer server = server((path) -> CLOSING)) {
			new WarmUp(3, LONG).run(server.path, List.of("/"), this.percents::add);
			assertThat(server.connections).hasValue(3);
		}
	}

	@Test
	void errorsOfTheApplicationDoNotEndTheWarmUp() throws Exception {
		try (UnixServer server = server((path) -> "HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n")) {
			new WarmUp(4, LONG).run(server.path, List.of("/"), this.percents::add);
			assertThat(server.requests).hasSize(4);
		}
	}

	@Test
	void answerThatNeverComesEndsWithTheTime() throws Exception {
		try (UnixServer server = server((path) -> "")) {
			new WarmUp(1000, Duration.ofMillis(200)).run(server.path, List.of("/hangs"), this.percents::add);
			assertThat(server.requests).hasSize(1);
		}
	}

	@Test
	void streamThatNeverEndsEndsWithTheTime() throws Exception {
		try (UnixServer server = server(
				(path) -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\ntick\r\n\r\n")) {
			new WarmUp(1000, Duration.ofMillis(200)).run(server.path, List.of("/ticks"), this.percents::add);
			assertThat(server.requests).hasSize(1);
		}
	}

	@Test
	void serverThatBreaksOffIsAFailure() throws Exception {
		try (UnixServer server = server((path) -> "HTTP/1.1 200 OK\r\n" + UnixServer.CLOSE)) {
			assertThatExceptionOfType(UncheckedIOException.class)
				.isThrownBy(() -> new WarmUp(3, LONG).run(server.path, List.of("/"), this.percents::add))
				.withMessageContaining("after 0 requests");
		}
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(
				() -> new WarmUp(3, LONG).run(this.directory.resolve("none"), List.of("/"), this.percents::add));
	}

	private UnixServer server(Function<String, String> answers) throws IOException {
		return new UnixServer(this.directory.resolve("s"), answers);
	}

}
