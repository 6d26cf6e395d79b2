package io.hotupdate.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two Tomcats with a listener each on one port, as two generations have them.
 */
@Timeout(120)
class ReusePortTests {

	@Test
	void successorBindsWhenItsGateOpens() throws Exception {
		try (TestServer predecessor = server(true, 0); TestServer successor = server(false, predecessor.port())) {
			assertThat(successor.port()).isEqualTo(predecessor.port());
			for (int i = 0; i < 20; i++) {
				assertAnswered(predecessor.port());
			}
			assertThat(successor.connector().acceptedConnections()).isZero();
			successor.connectors.openAll();
			predecessor.connectors.closeAll();
			for (int i = 0; i < 20; i++) {
				assertAnswered(predecessor.port());
			}
			assertThat(predecessor.connector().channel()).matches((channel) -> !channel.isOpen());
			assertThat(successor.connector().acceptedConnections()).isGreaterThanOrEqualTo(20);
		}
	}

	@Test
	void gateThatOpensAgainBindsAgain() throws Exception {
		try (TestServer a = server(true, 0); TestServer b = server(false, a.port())) {
			TestServer from = a;
			TestServer to = b;
			for (int round = 0; round < 20; round++) {
				to.connectors.openAll();
				from.connectors.closeAll();
				long before = to.connector().acceptedConnections();
				assertAnswered(a.port());
				assertThat(to.connector().acceptedConnections()).isEqualTo(before + 1);
				TestServer swap = from;
				from = to;
				to = swap;
			}
		}
	}

	@Test
	void whatWaitsIsAcceptedBeforeTheClose() throws Exception {
		try (TestServer server = server(true, 0)) {
			server.connector().gate().pause();
			try (RawConnection client = new RawConnection(server.port())) {
				client.send(RawConnection.get("/"));
				server.connectors.closeAll();
				assertThat(client.read().status()).isEqualTo(200);
			}
		}
	}

	@Test
	void keptAliveConnectionsStay() throws Exception {
		try (TestServer predecessor = server(true, 0);
				TestServer successor = server(false, predecessor.port());
				RawConnection client = new RawConnection(predecessor.port())) {
			assertThat(client.send(RawConnection.get("/")).read().status()).isEqualTo(200);
			successor.connectors.openAll();
			predecessor.connectors.closeAll();
			assertThat(client.send(RawConnection.get("/")).read().status()).isEqualTo(200);
		}
	}

	@Test
	void closedGateWithoutAnotherRefuses() throws Exception {
		try (TestServer server = server(true, 0)) {
			server.connectors.closeAll();
			assertThat(isRefused(server.port())).isTrue();
			server.connectors.openAll();
			assertAnswered(server.port());
		}
	}

	private static boolean isRefused(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private static void assertAnswered(int port) throws IOException {
		try (RawConnection client = new RawConnection(port)) {
			assertThat(client.send(RawConnection.get("/")).read().status()).isEqualTo(200);
		}
	}

	private static TestServer server(boolean open, int port) {
		return new TestServer(new GatedConnectors(open, ListenerSource.NONE, null, true),
				(factory) -> factory.setPort(port));
	}

}
