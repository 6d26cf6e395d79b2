package io.hotupdate.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Arrays;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link GatedConnectors} on a running Tomcat.
 */
@Timeout(120)
class GatedConnectorsTests {

	private static final Log logger = LogFactory.getLog(GatedConnectorsTests.class);

	@Test
	void openGateServes() throws Exception {
		try (TestServer server = new TestServer(new GatedConnectors()); RawConnection client = server.connect()) {
			assertThat(client.exchange(RawConnection.get("/")).body()).isEqualTo("hello");
			assertThat(client.exchange(RawConnection.get("/")).close()).isFalse();
			GatedConnector connector = server.connector();
			assertThat(connector.name()).isEqualTo("server");
			assertThat(connector.isOpen()).isTrue();
			assertThat(connector.acceptedConnections()).isEqualTo(1);
			assertThat(connector.openConnections()).isEqualTo(1);
			assertThat(connector.address())
				.isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
		}
	}

	@Test
	void closedGateLeavesConnectionsInTheQueueUntilItOpens() throws Exception {
		try (TestServer server = new TestServer(new GatedConnectors(false, ListenerSource.NONE))) {
			for (int round = 0; round < 5; round++) {
				try (RawConnection client = server.connect()) {
					client.send(RawConnection.get("/")).timeout(100);
					assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::read);
					assertThat(server.connector().openConnections()).isZero();
					server.connectors.openAll();
					assertThat(client.timeout(60_000).read().status()).isEqualTo(200);
					server.connectors.closeAll();
				}
				await().until(() -> server.connector().openConnections() == 0);
			}
			assertThat(server.connector().acceptedConnections()).isEqualTo(5);
		}
	}

	@Test
	void keptAliveConnectionIsServedWhileTheGateIsClosed() throws Exception {
		try (TestServer server = new TestServer(new GatedConnectors()); RawConnection client = server.connect()) {
			client.exchange(RawConnection.get("/"));
			server.connectors.closeAll();
			assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
		}
	}

	@Test
	void closesWhileParkedAtTheConnectionLimit() throws Exception {
		try (TestServer server = new TestServer(new GatedConnectors(),
				(factory) -> factory.addConnectorCustomizers((c) -> c.setProperty("maxConnections", "1")))) {
			RawConnection first = server.connect();
			first.exchange(RawConnection.get("/"));
			try (RawConnection second = server.connect()) {
				second.send(RawConnection.get("/")).timeout(100);
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(second::read);
				server.connectors.closeAll();
				first.close();
				await().until(() -> server.connector().openConnections() == 0);
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(second::read);
				server.connectors.openAll();
				assertThat(second.timeout(60_000).read().status()).isEqualTo(200);
			}
		}
	}

	@Test
	void closeTakesMilliseconds() throws Exception {
		try (TestServer server = new TestServer(new GatedConnectors())) {
			long[] micros = new long[50];
			for (int i = 0; i < micros.length; i++) {
				try (RawConnection client = server.connect()) {
					client.exchange(RawConnection.get("/"));
				}
				micros[i] = server.connectors.closeAll().toNanos() / 1_000;
				server.connectors.openAll();
			}
			Arrays.sort(micros);
			logger.info("Idle gate closed in %d µs (p50), %d µs (p99)".formatted(micros[25], micros[49]));
			assertThat(Duration.ofNanos(micros[25] * 1_000)).isLessThan(Duration.ofMillis(5));
		}
	}

	@Test
	void receivedListenerIsUsedWithItsTrueAddress() throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			int placeholder = channel.socket().getLocalPort();
			InetSocketAddress told = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
			GatedConnectors connectors = new GatedConnectors(true, (name, address) -> {
				assertThat(name).isEqualTo("server");
				assertThat(address.getPort()).isZero();
				return new ReceivedListener(channel, told);
			});
			try (TestServer server = new TestServer(connectors);
					RawConnection client = new RawConnection(placeholder)) {
				assertThat(server.port()).isEqualTo(1);
				assertThat(server.connector().address()).isEqualTo(told);
				assertThat(server.connector().channel()).isSameAs(channel);
				assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			}
			assertThat(channel.isOpen()).isFalse();
		}
	}

	@Test
	void pauseAndStopMakeNoConnectionToThemselves() throws Exception {
		try (ServerSocketChannel channel = ServerSocketChannel.open()) {
			channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			InetSocketAddress address = (InetSocketAddress) channel.getLocalAddress();
			try (TestServer server = new TestServer(
					new GatedConnectors(true, (name, configured) -> new ReceivedListener(channel, address)))) {
				server.server.getTomcat().getConnector().pause();
				assertThat(channel.accept()).isNull();
				try (RawConnection client = server.connect()) {
					client.send(RawConnection.get("/")).timeout(100);
					assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(client::read);
					server.server.getTomcat().getConnector().resume();
					assertThat(client.timeout(60_000).read().status()).isEqualTo(200);
				}
				assertThat(server.connector().acceptedConnections()).isEqualTo(1);
			}
		}
	}

	@Test
	void stopsQuicklyWhateverTheGate() {
		for (boolean open : new boolean[] { true, false }) {
			TestServer server = new TestServer(new GatedConnectors(open, ListenerSource.NONE));
			long start = System.nanoTime();
			server.close();
			long millis = (System.nanoTime() - start) / 1_000_000;
			logger.info("Stopped in %d ms with open=%s".formatted(millis, open));
			assertThat(millis).isLessThan(1_000);
			assertThat(server.connectors.list()).isEmpty();
		}
	}

	@Test
	void restartedServerBindsAgain() throws IOException {
		try (TestServer server = new TestServer(new GatedConnectors())) {
			server.server.stop();
			server.server.start();
			try (RawConnection client = server.connect()) {
				assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			}
		}
	}

}
