package io.hotupdate.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;

import org.springframework.boot.tomcat.TomcatWebServer;

/**
 * A private connector on a Unix domain socket: requests run through the whole stack of
 * the application while the gate is closed. It has no gate, is no part of the drain, and
 * its requests come from {@code 127.0.0.1}.
 */
public final class WarmUpConnector implements AutoCloseable {

	/**
	 * Name of a request attribute: it says that nobody but the warm-up has asked.
	 */
	public static final String ATTRIBUTE = WarmUpConnector.class.getName() + ".WARM_UP";

	private final Service service;

	private final Connector connector;

	private final Path socket;

	private WarmUpConnector(Service service, Connector connector, Path socket) {
		this.service = service;
		this.connector = connector;
		this.socket = socket;
	}

	/**
	 * Adds the connector to a server that has been started.
	 * @param server the server
	 * @param socket the path of the socket, under 90 bytes, in a directory that only the
	 * owner may enter; a stale file is replaced
	 * @return the connector, to be closed after the warm-up
	 * @throws IOException if it cannot listen on the socket
	 */
	public static WarmUpConnector open(TomcatWebServer server, Path socket) throws IOException {
		Files.deleteIfExists(socket);
		Connector connector = new Connector(new WarmUpProtocol(socket));
		connector.setThrowOnFailure(true);
		Service service = server.getTomcat().getService();
		WarmUpConnector warmUp = new WarmUpConnector(service, connector, socket);
		try {
			service.addConnector(connector);
			Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
			return warmUp;
		}
		catch (IOException | RuntimeException ex) {
			warmUp.closeAfter(ex);
			throw new IOException(
					"Could not open the warm-up connector at %s; perhaps you should check that its directory is writable and the path is under 90 bytes"
						.formatted(socket),
					ex);
		}
	}

	private void closeAfter(Exception failure) {
		try {
			close();
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * The socket that it listens on.
	 * @return the path
	 */
	public Path socket() {
		return this.socket;
	}

	/**
	 * Removes the connector from the server and deletes the socket. Has no effect the
	 * second time.
	 * @throws IOException if the connector or its socket cannot be removed
	 */
	@Override
	public void close() throws IOException {
		this.service.removeConnector(this.connector);
		try {
			if (this.connector.getState() != LifecycleState.DESTROYED) {
				this.connector.destroy();
			}
		}
		catch (LifecycleException ex) {
			throw new IOException("Could not remove the warm-up connector at " + this.socket, ex);
		}
		finally {
			Files.deleteIfExists(this.socket);
		}
	}

}
