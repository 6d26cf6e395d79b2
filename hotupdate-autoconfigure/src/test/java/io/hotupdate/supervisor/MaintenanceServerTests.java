package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.hotupdate.process.ListenerHandle;
import io.hotupdate.supervisor.Crashes.Restart;
import io.hotupdate.supervisor.Standstill.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Answers over real sockets, with clients that are slow, many, or no clients at all.
 */
@Timeout(120)
class MaintenanceServerTests {

	private static final String HEALTH = "GET /actuator/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

	private static final int TIMEOUT_MILLIS = 60_000;

	private final BlockingQueue<Restart> left = new LinkedBlockingQueue<>();

	private final List<Socket> clients = new ArrayList<>();

	private ServerSocketChannel listener;

	private InetSocketAddress address;

	private MaintenanceAnswers answers;

	private MaintenanceServer server;

	@BeforeEach
	void start(@TempDir Path folder) throws IOException {
		this.listener = ServerSocketChannel.open();
		this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
		this.listener.configureBlocking(false);
		this.address = (InetSocketAddress) this.listener.getLocalAddress();
		Path token = Files.writeString(folder.resolve("token"), "secret");
		this.answers = new MaintenanceAnswers(new Management("/actuator", token, "1.0.0", Set.of("server")),
				new Standstill(State.MAINTENANCE, "It died", Instant.now(), 1), this.left::add);
		this.server = server();
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
		for (Socket client : this.clients) {
			client.close();
		}
		this.listener.close();
	}

	@Test
	void healthIsAnsweredAndTheConnectionClosed() throws IOException {
		assertThat(exchange(HEALTH)).startsWith("HTTP/1.1 503 Service Unavailable\r\n")
			.contains("\r\nConnection: close\r\n", "\"MAINTENANCE\"");
	}

	@Test
	void olderHttpIsAnswered() throws IOException {
		assertThat(exchange("GET /actuator/health/liveness HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n")
			.endsWith("\r\n\r\n{\"status\":\"UP\"}");
	}

	@Test
	void headHasNoBody() throws IOException {
		assertThat(exchange("HEAD /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n"))
			.startsWith("HTTP/1.1 200 OK\r\n")
			.contains("\r\nContent-Length: 15\r\n")
			.endsWith("\r\n\r\n");
	}

	@Test
	void whatIsNoRequestIsToldSo() throws IOException {
		assertThat(exchange("hello\r\n\r\n")).startsWith("HTTP/1.1 400 Bad Request\r\n");
		assertThat(exchange("GET / HTTP/1.1\r\nX: " + "x".repeat(100_000))).startsWith("HTTP/1.1 400 Bad Request\r\n");
	}

	@Test
	void requestInPiecesIsAnswered() throws IOException {
		Socket client = client();
		for (byte one : "GET /actuator/health/liveness HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1)) {
			client.getOutputStream().write(one);
		}
		assertThat(rest(client)).startsWith("HTTP/1.1 200 OK\r\n");
	}

	@Test
	void requestOfAClientThatSaysNoMoreIsAnswered() throws IOException {
		Socket client = client();
		send(client, HEALTH);
		client.shutdownOutput();
		assertThat(rest(client)).startsWith("HTTP/1.1 503 ");
	}

	@Test
	void uploadGetsItsAnswerAndNoReset() throws IOException {
		int length = 5_000_000;
		Socket client = client();
		send(client, "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n");
		byte[] part = new byte[50_000];
		for (int i = 0; i < length / part.length; i++) {
			client.getOutputStream().write(part);
		}
		assertThat(rest(client)).startsWith("HTTP/1.1 503 Service Unavailable\r\n").contains("Retry-After");
	}

	@Test
	void firstOfSeveralRequestsIsAnswered() throws IOException {
		String answer = exchange(HEALTH + HEALTH + "POST /actuator/hotupdate/resume HTTP/1.1\r\n"
				+ "Authorization: Bearer secret\r\n\r\n");
		assertThat(answer).containsOnlyOnce("HTTP/1.1");
		assertThat(this.left).isEmpty();
	}

	@Test
	void personResumes() throws Exception {
		assertThat(exchange("POST /actuator/hotupdate/resume HTTP/1.1\r\nAuthorization: Bearer wrong\r\n\r\n"))
			.startsWith("HTTP/1.1 401 ");
		assertThat(this.left).isEmpty();
		assertThat(exchange("POST /actuator/hotupdate/resume HTTP/1.1\r\nAuthorization: Bearer secret\r\n\r\n"))
			.startsWith("HTTP/1.1 202 ");
		assertThat(this.left.poll(60, TimeUnit.SECONDS)).isEqualTo(Restart.CURRENT);
		assertThat(this.left).isEmpty();
	}

	@Test
	void personNamesARelease() throws Exception {
		String body = "{\"version\":\"1.1.0\"}";
		assertThat(exchange("POST /actuator/hotupdate HTTP/1.1\r\nAuthorization: Bearer secret\r\nContent-Length: "
				+ body.length() + "\r\n\r\n" + body))
			.startsWith("HTTP/1.1 202 ");
		assertThat(this.left.poll(60, TimeUnit.SECONDS)).isEqualTo(new Restart("1.1.0", null));
	}

	@Test
	void bodyThatIsTooLongNamesNoRelease() throws IOException {
		assertThat(exchange("POST /actuator/hotupdate HTTP/1.1\r\nAuthorization: Bearer secret\r\n"
				+ "Content-Length: 100000\r\n\r\n{\"version\":\"1.1.0\"}" + " ".repeat(50_000)))
			.startsWith("HTTP/1.1 400 ");
		assertThat(this.left).isEmpty();
	}

	@Test
	void clientsThatSayNothingDoNotHoldUpOthers() throws IOException {
		List<Socket> silent = new ArrayList<>();
		for (int i = 0; i < MaintenanceServer.MAX_CONNECTIONS + 50; i++) {
			Socket client = client();
			send(client, "GET /actuator");
			silent.add(client);
		}
		assertThat(exchange(HEALTH)).startsWith("HTTP/1.1 503 ");
		for (Socket client : silent) {
			assertThat(isEnded(client)).isTrue();
		}
	}

	@Test
	void clientThatSaysAByteNowAndThenIsBounded() throws Exception {
		Socket client = client();
		long before = System.nanoTime();
		assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
			while (System.nanoTime() - before < Duration.ofSeconds(60).toNanos()) {
				client.getOutputStream().write('x');
				LockSupport.parkNanos(20_000_000);
			}
		});
		assertThat(exchange(HEALTH)).startsWith("HTTP/1.1 503 ");
	}

	@Test
	void manyAtOnceAreAllAnswered() throws Exception {
		this.server.close();
		ExecutorService threads = Executors.newFixedThreadPool(20);
		try {
			List<Socket> waiting = new ArrayList<>();
			for (int i = 0; i < 600; i++) {
				Socket client = client();
				send(client, HEALTH);
				waiting.add(client);
			}
			this.server = server();
			List<Future<String>> answers = new ArrayList<>();
			for (int i = 0; i < 600; i++) {
				Socket client = waiting.get(i);
				answers.add(threads.submit(() -> rest(client)));
				answers.add(threads.submit(() -> exchange(HEALTH)));
			}
			for (Future<String> answer : answers) {
				assertThat(answer.get()).startsWith("HTTP/1.1 503 ").endsWith("}}}");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void listenerIsAnothersOnceItIsClosed() throws IOException {
		Socket accepted = client();
		send(accepted, "GET /actuator/health/liveness HTTP/1.1\r\n");
		assertThat(exchange(HEALTH)).startsWith("HTTP/1.1 503 ");
		this.server.close();
		send(accepted, "\r\n");
		assertThat(rest(accepted)).startsWith("HTTP/1.1 200 ");
		this.listener.configureBlocking(true);
		Socket client = client();
		try (SocketChannel generation = this.listener.accept()) {
			assertThat(((InetSocketAddress) generation.getRemoteAddress()).getPort()).isEqualTo(client.getLocalPort());
		}
	}

	@Test
	void listenerThatIsClosedMeanwhileEndsNothingElse() throws IOException {
		Socket accepted = client();
		send(accepted, HEALTH);
		assertThat(rest(accepted)).startsWith("HTTP/1.1 503 ");
		this.listener.close();
		this.server.close();
	}

	@Test
	void serverWithoutAListenerCanBeClosed() throws IOException {
		new MaintenanceServer(List.of(), this.answers).close();
	}

	private MaintenanceServer server() throws IOException {
		return new MaintenanceServer(List.of(new ListenerHandle("server", this.address, this.listener)), this.answers);
	}

	private String exchange(String request) throws IOException {
		try (Socket client = open()) {
			send(client, request);
			return rest(client);
		}
	}

	private Socket client() throws IOException {
		Socket client = open();
		this.clients.add(client);
		return client;
	}

	private Socket open() throws IOException {
		Socket client = new Socket(this.address.getAddress(), this.address.getPort());
		client.setSoTimeout(TIMEOUT_MILLIS);
		return client;
	}

	private static void send(Socket client, String text) throws IOException {
		client.getOutputStream().write(text.getBytes(ISO_8859_1));
	}

	private static String rest(Socket client) throws IOException {
		return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
	}

	private static boolean isEnded(Socket client) throws IOException {
		try {
			return client.getInputStream().read() == -1;
		}
		catch (SocketException ex) {
			return true;
		}
	}

}
