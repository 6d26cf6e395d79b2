package io.hotupdate.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two Tomcats on one listener whose gates alternate under load, with a client that never
 * retries.
 */
@Timeout(180)
class GateAlternationTests {

	private static final Log logger = LogFactory.getLog(GateAlternationTests.class);

	private static final int ROUNDS = 50;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final long[] closings = new long[ROUNDS];

	private final LongAdder answers = new LongAdder();

	private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

	@Test
	void noRequestIsLost() throws Exception {
		try (TestServer a = new TestServer(new GatedConnectors());
				TestServer b = new TestServer(new GatedConnectors(false, (name, address) -> listenerOf(a)))) {
			List<Thread> clients = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				boolean keepAlive = i % 2 == 0;
				Thread client = new Thread(() -> load(a.port(), keepAlive));
				clients.add(client);
				client.start();
			}
			TestServer from = a;
			TestServer to = b;
			for (int round = 0; round < ROUNDS; round++) {
				this.closings[round] = handOver(from, to).toNanos() / 1_000;
				TestServer swap = from;
				from = to;
				to = swap;
			}
			this.stopped.set(true);
			for (Thread client : clients) {
				client.join();
			}
			Arrays.sort(this.closings);
			logger.info("%d answers, gate closed in %d µs (p50), %d µs (p99)".formatted(this.answers.sum(),
					this.closings[ROUNDS / 2], this.closings[ROUNDS - 1]));
			assertThat(this.failures).isEmpty();
			assertThat(a.connector().acceptedConnections()).isPositive();
			assertThat(b.connector().acceptedConnections()).isPositive();
		}
	}

	private static ReceivedListener listenerOf(TestServer server) {
		ServerSocketChannel channel = Objects.requireNonNull(server.connector().channel());
		InetSocketAddress address = Objects.requireNonNull(server.connector().address());
		return new ReceivedListener(channel, address);
	}

	private Duration handOver(TestServer from, TestServer to) throws InterruptedException {
		to.connectors.drain().cancel();
		to.connectors.openAll();
		Duration closing = from.connectors.closeAll();
		long accepted = from.connector().acceptedConnections();
		from.connectors.drain().begin();
		assertThat(from.connectors.drain().await(Duration.ofSeconds(60), (remaining) -> {
		})).isTrue();
		long answered = this.answers.sum();
		await().until(() -> this.answers.sum() > answered + 50 || !this.failures.isEmpty());
		assertThat(from.connector().acceptedConnections()).isEqualTo(accepted);
		return closing;
	}

	private void load(int port, boolean keepAlive) {
		try {
			while (!this.stopped.get()) {
				connection(port, keepAlive);
			}
		}
		catch (IOException ex) {
			this.failures.add(ex);
		}
	}

	private void connection(int port, boolean keepAlive) throws IOException {
		try (RawConnection client = new RawConnection(port)) {
			boolean close = false;
			for (int i = 0; !close && !this.stopped.get(); i++) {
				RawConnection.Answer answer = client
					.exchange((i % 2 == 0) ? RawConnection.get("/") : RawConnection.post("/echo", "hello"));
				assertThat(answer.status()).isEqualTo(200);
				assertThat(answer.body()).isEqualTo("hello");
				this.answers.increment();
				close = answer.close() || !keepAlive;
			}
		}
	}

}
