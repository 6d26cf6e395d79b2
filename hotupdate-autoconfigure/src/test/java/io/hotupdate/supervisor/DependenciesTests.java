package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What has to be reachable, probed at real sockets.
 */
class DependenciesTests {

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	@Test
	void tcpIsReachableIfAConnectionIsAccepted() throws IOException {
		URI address;
		try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
			address = tcp(server.getLocalPort());
			assertThat(hindrance(address)).isNull();
		}
		assertThat(hindrance(address)).contains(address.toString(), "not reachable");
	}

	@ParameterizedTest
	@CsvSource({ "200,true", "404,true", "401,true", "302,true", "500,false", "503,false" })
	void httpIsReachableIfItAnswersWithoutAnErrorOfItsOwn(int status, boolean reachable) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 10);
		server.createContext("/health", (exchange) -> {
			exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		try {
			URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/health");
			if (reachable) {
				assertThat(hindrance(address)).isNull();
			}
			else {
				assertThat(hindrance(address)).contains(address.toString(), String.valueOf(status));
			}
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	void serverThatAcceptsAndSaysNothingIsNotWaitedForLongerThanTheTimeout() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
			long begin = System.nanoTime();
			assertThat(hindrance(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"))).contains("timed out");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
		}
	}

	@Test
	void fullBacklogIsNotReachable() throws IOException {
		List<Socket> clients = new ArrayList<>();
		try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
			while (fits(server.getLocalPort(), clients)) {
				assertThat(clients).hasSizeLessThan(100);
			}
			assertThat(hindrance(tcp(server.getLocalPort()))).contains("not reachable", "timed out");
		}
		finally {
			for (Socket client : clients) {
				client.close();
			}
		}
	}

	@Test
	void firstOneThatIsNotReachableIsNamed() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 10, LOOPBACK)) {
			URI nobody = tcp(1);
			Dependencies dependencies = new Dependencies(List.of(tcp(server.getLocalPort()), nobody), TIMEOUT);
			assertThat(dependencies.hindrance()).contains(nobody.toString());
			assertThat(new Dependencies(List.of(), TIMEOUT).hindrance()).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://db", "db:5432", "udp://db:53", "http:///x", "https://user:secret@db/health", "/x",
			"tcp://db:0" })
	void addressThatCannotBeProbedIsRefused(String address) {
		assertThat(Dependencies.problem(URI.create(address)))
			.hasValueSatisfying((text) -> assertThat(text).contains("perhaps you should").doesNotContain("secret"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tcp://db:5432", "http://db/", "https://db:8443/health", "tcp://[::1]:5432" })
	void addressThatCanBeProbedIsTaken(String address) {
		assertThat(Dependencies.problem(URI.create(address))).isEmpty();
	}

	private static boolean fits(int port, List<Socket> clients) throws IOException {
		Socket client = new Socket();
		clients.add(client);
		try {
			client.connect(new InetSocketAddress(LOOPBACK, port), 300);
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

	private static URI tcp(int port) {
		return URI.create("tcp://127.0.0.1:" + port);
	}

	private static @Nullable String hindrance(URI address) {
		return new Dependencies(List.of(address), TIMEOUT).hindrance();
	}

}
