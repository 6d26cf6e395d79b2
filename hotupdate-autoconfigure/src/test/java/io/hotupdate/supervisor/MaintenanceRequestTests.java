package io.hotupdate.supervisor;

import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MaintenanceRequestTests {

	@Test
	void requestIsWholeOnlyWithItsBody() throws ProtocolException {
		String text = "POST /actuator/hotupdate?a=b HTTP/1.1\r\nHost: localhost\r\nCONTENT-LENGTH:  5 \r\n\r\nb\u00e4\r\n";
		byte[] bytes = text.getBytes(UTF_8);
		for (int i = 0; i < bytes.length; i++) {
			assertThat(MaintenanceRequest.parse(Arrays.copyOf(bytes, i))).as("%s bytes", i).isNull();
		}
		MaintenanceRequest request = whole(text);
		assertThat(request.method()).isEqualTo("POST");
		assertThat(request.path()).isEqualTo("/actuator/hotupdate");
		assertThat(request.headers()).containsEntry("host", "localhost").containsEntry("content-length", "5");
		assertThat(request.body()).isEqualTo("b\u00e4\r\n");
	}

	@Test
	void whatFollowsIsNotPartOfIt() throws ProtocolException {
		MaintenanceRequest request = whole("GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n");
		assertThat(request.path()).isEqualTo("/a");
		assertThat(request.body()).isEmpty();
	}

	@Test
	void severalHeadersOfOneNameAreOne() throws ProtocolException {
		MaintenanceRequest request = whole(
				"GET / HTTP/1.0\r\nAuthorization: a\r\nno header\r\nauthorization: b:c\r\n\r\n");
		assertThat(request.headers()).hasSize(1).containsEntry("authorization", "a, b:c");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 8193", "Content-Length: 999999999999", "Content-Length: -1",
			"Content-Length: 5, 5", "Content-Length: x", "Transfer-Encoding: chunked",
			"Content-Length: 5\r\nTransfer-Encoding: chunked" })
	void bodyThatIsTooLongOrOfUnknownLengthIsNotWaitedFor(String header) throws ProtocolException {
		MaintenanceRequest request = whole("POST / HTTP/1.1\r\n" + header + "\r\n\r\n12345");
		assertThat(request.body()).isNull();
	}

	@Test
	void longestBodyIsRead() throws ProtocolException {
		String body = "x".repeat(MaintenanceRequest.MAX_BODY);
		MaintenanceRequest request = whole("POST / HTTP/1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
		assertThat(request.body()).isEqualTo(body);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n\r\n", "GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
			"hello\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" })
	void whatIsNoRequestIsRefused(String text) {
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> parse(text));
	}

	@Test
	void headerThatDoesNotEndIsRefused() throws ProtocolException {
		String start = "GET / HTTP/1.1\r\nX: ";
		assertThat(parse(start + "x".repeat(1000))).isNull();
		String tooLong = start + "x".repeat(MaintenanceRequest.MAX_HEADER);
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> parse(tooLong));
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> parse(tooLong + "\r\n\r\n"));
	}

	private static MaintenanceRequest whole(String text) throws ProtocolException {
		return Objects.requireNonNull(parse(text), "It is not whole");
	}

	private static @Nullable MaintenanceRequest parse(String text) throws ProtocolException {
		return MaintenanceRequest.parse(text.getBytes(text.contains("\u00e4") ? UTF_8 : ISO_8859_1));
	}

}
