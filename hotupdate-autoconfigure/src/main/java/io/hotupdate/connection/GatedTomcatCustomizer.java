package io.hotupdate.connection;

import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Gives the connectors of one Tomcat their gates. Comes last of all customizers, to see
 * what the application has chosen: a protocol or an additional connector of another kind
 * is left alone and reported in {@link GatedConnectors#notCrossing()}.
 */
public final class GatedTomcatCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private static final String REMEDY = "it uses %s; perhaps you should create it with new Connector(\""
			+ GatedHttp11Protocol.class.getName() + "\")";

	private final String name;

	private final GatedConnectors connectors;

	/**
	 * Creates a customizer.
	 * @param name the name of the server's main connector, {@code server} or
	 * {@code management}; additional ones get a number after it
	 * @param connectors the registry of this process
	 */
	public GatedTomcatCustomizer(String name, GatedConnectors connectors) {
		this.name = name;
		this.connectors = connectors;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		if (TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			factory.setProtocol(GatedHttp11Protocol.class.getName());
		}
		// the connectors are all there when the context is prepared, and not yet bound
		factory.addContextCustomizers(this::joinConnectors);
	}

	private void joinConnectors(Context context) {
		Engine engine = (Engine) context.getParent().getParent();
		int number = 1;
		for (Connector connector : engine.getService().findConnectors()) {
			join(connector, (number == 1) ? this.name : this.name + "-" + number);
			number++;
		}
	}

	private void join(Connector connector, String connectorName) {
		ProtocolHandler handler = connector.getProtocolHandler();
		if (handler instanceof GatedHttp11Protocol gated) {
			gated.join(this.connectors, connectorName);
		}
		else {
			this.connectors.cannotCross("%s (port %d)".formatted(connectorName, connector.getPort()),
					REMEDY.formatted(handler.getClass().getName()));
		}
	}

}
