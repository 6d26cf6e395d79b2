package io.hotupdate.connection;

import org.apache.catalina.connector.Connector;
import org.junit.jupiter.api.Test;

import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.PortInUseException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GatedTomcatCustomizer}.
 */
class GatedTomcatCustomizerTests {

	@Test
	void additionalConnectorOfOursGetsAGateAndANumber() throws Exception {
		Connector additional = new Connector(GatedHttp11Protocol.class.getName());
		additional.setPort(0);
		try (TestServer server = new TestServer(new GatedConnectors(),
				(factory) -> factory.addAdditionalConnectors(additional))) {
			assertThat(server.connectors.list()).extracting(GatedConnector::name).containsExactly("server", "server-2");
			assertThat(server.connectors.notCrossing()).isEmpty();
			try (RawConnection client = new RawConnection(additional.getLocalPort())) {
				assertThat(client.exchange(RawConnection.get("/")).status()).isEqualTo(200);
			}
		}
	}

	@Test
	void additionalConnectorOfAnotherKindIsReported() {
		Connector additional = new Connector();
		additional.setPort(0);
		try (TestServer server = new TestServer(new GatedConnectors(),
				(factory) -> factory.addAdditionalConnectors(additional))) {
			assertThat(server.connectors.list()).extracting(GatedConnector::name).containsExactly("server");
			assertThat(server.connectors.notCrossing()).singleElement().satisfies((connector) -> {
				assertThat(connector.connector()).isEqualTo("server-2 (port 0)");
				assertThat(connector.reason()).contains("Http11NioProtocol", "perhaps you should");
			});
		}
	}

	@Test
	void protocolThatTheApplicationHasChosenIsLeftAlone() {
		GatedConnectors connectors = new GatedConnectors();
		try (TestServer server = new TestServer(connectors,
				(factory) -> factory.setProtocol("org.apache.coyote.http11.Http11Nio2Protocol"))) {
			assertThat(connectors.list()).isEmpty();
			assertThat(connectors.notCrossing()).extracting(NotCrossing::connector).containsExactly("server (port 0)");
		}
	}

	@Test
	void portInUseIsReportedAsEver() {
		try (TestServer server = new TestServer(new GatedConnectors())) {
			assertThatExceptionOfType(PortInUseException.class).isThrownBy(() -> new TestServer(new GatedConnectors(),
					(TomcatServletWebServerFactory factory) -> factory.setPort(server.port())));
		}
	}

}
