package io.hotupdate.handover;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

import io.hotupdate.connection.ShortTempDir;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link UnixHttpClient}.
 */
class UnixHttpClientTests {

	@TempDir(factory = ShortTempDir.class)
	Path directory;

	@Test
	void connectionIsKeptAlive() throws Exception {
		try (UnixServer server = server((path) -> UnixServer.OK);
				UnixHttpClient client = new UnixHttpClient(server.path)) {
			assertThat(client.get("/one")).isEqualTo(200);
			assertThat(client.get("/two?a=b")).isEqualTo(200);
			assertThat(client.isOpen()).isTrue();
			assertThat(server.connections).hasValue(1);
			assertThat(server.requests).containsExactly("GET /one HTTP/1.1", "GET /two?a=b HTTP/1.1");
		}
	}

	@Test
	void bodiesOfEveryKindAreSkipped() throws Exception {
		String big = "x".repeat(100_000);
		try (UnixServer server = server((path) -> switch (path) {
			case "/big" -> "HTTP/1.1 200 OK\r\ncontent-length:" + big.length() + "\r\n\r\n" + big;
			case "/chunks" -> "HTTP/1.1 201 Created\r\nTRANSFER-ENCODING: chunked\r\n\r\n3\r\nabc\r\n"
					+ "186a0;name=value\r\n" + big + "\r\n0\r\n\r\n";
			case "/trailers" ->
				"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nOne: 1\r\n" + "Two: 2\r\n\r\n";
			case "/nothing" -> "HTTP/1.1 204 No Content\r\n\r\n";
			case "/unchanged" -> "HTTP/1.1 304 Not Modified\r\n\r\n";
			default -> "HTTP/1.1 503\r\nContent-Length: 0\r\n\r\n";
		}); UnixHttpClient client = new UnixHttpClient(server.path)) {
			assertThat(client.get("/big")).isEqualTo(200);
			assertThat(client.get("/chunks")).isEqualTo(201);
			assertThat(client.get("/trailers")).isEqualTo(200);
			assertThat(client.get("/nothing")).isEqualTo(204);
			assertThat(client.get("/unchanged")).isEqualTo(304);
			assertThat(client.get("/else")).isEqualTo(503);
			assertThat(client.isOpen()).isTrue();
			assertThat(server.connections).hasValue(1);
		}
	}

	@Test
	void connectionThatTheServerClosesIsNotOpen() throws Exception {
		try (UnixServer server = server(
				(path) -> "HTTP/1.1 200 OK\r\n" + UnixServer.CLOSE + "Content-Length: 2\r\n\r\nOK");
				UnixHttpClient client = new UnixHttpClient(server.path)) {
			assertThat(client.get("/")).isEqualTo(200);
			assertThat(client.isOpen()).isFalse();
		}
	}

	@Test
	void bodyWithoutALengthEndsWithTheConnection() throws Exception {
		try (UnixServer server = server((path) -> "HTTP/1.1 200 OK\r\n" + UnixServer.NO_LENGTH + "\r\nto the end");
				UnixHttpClient client = new UnixHttpClient(server.path)) {
			assertThat(client.get("/")).isEqualTo(200);
			assertThat(client.isOpen()).isFalse();
		}
	}

	@Test
	void answerThatBreaksOffIsAFailure() throws Exception {
		try (UnixServer server = server((path) -> path.equals("/head") ? "HTTP/1.1 200 OK\r\n" + UnixServer.CLOSE
				: "HTTP/1.1 200 OK\r\n" + UnixServer.CLOSE + "Content-Length: 20\r\n\r\nOK")) {
			try (UnixHttpClient client = new UnixHttpClient(server.path)) {
				assertThatExceptionOfType(EOFException.class).isThrownBy(() -> client.get("/head"));
			}
			try (UnixHttpClient client = new UnixHttpClient(server.path)) {
				assertThatExceptionOfType(EOFException.class).isThrownBy(() -> client.get("/body"));
			}
		}
	}

	@Test
	void serverThatIsNotThereIsAFailure() {
		assertThatIOException().isThrownBy(() -> new UnixHttpClient(this.directory.resolve("missing")));
	}

	private UnixServer server(Function<String, String> answers) throws IOException {
		return new UnixServer(this.directory.resolve("s"), answers);
	}

}
