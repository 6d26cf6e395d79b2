package io.hotupdate.connection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import org.apache.tomcat.websocket.server.WsSci;

import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

/**
 * A real Tomcat, made by Boot's factory, with one servlet.
 */
final class TestServer implements AutoCloseable {

	/** Length of the large answer, more than the buffers of a connection hold. */
	static final int LARGE = 32 * 1024 * 1024;

	final GatedConnectors connectors;

	final TomcatWebServer server;

	/** Requests that have come to wait. */
	final Semaphore waiting = new Semaphore(0);

	/** Permits for waiting requests to go on. */
	final Semaphore proceed = new Semaphore(0);

	/** What asynchronous answers met that came after their connection was cut. */
	final Queue<Throwable> late = new ConcurrentLinkedQueue<>();

	TestServer(GatedConnectors connectors) {
		this(connectors, (factory) -> {
		});
	}

	TestServer(GatedConnectors connectors, Consumer<TomcatServletWebServerFactory> customizer) {
		this.connectors = connectors;
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), null));
		customizer.accept(factory);
		new GatedTomcatCustomizer("server", connectors).customize(factory);
		ServletRegistrationBean<TestServlet> servlet = new ServletRegistrationBean<>(new TestServlet(), "/*");
		servlet.setAsyncSupported(true);
		this.server = (TomcatWebServer) factory.getWebServer(servlet);
		this.server.start();
	}

	int port() {
		return this.server.getPort();
	}

	GatedConnector connector() {
		return this.connectors.list().get(0);
	}

	RawConnection connect() throws IOException {
		return new RawConnection(port());
	}

	@Override
	public void close() {
		this.proceed.release(1_000);
		this.server.stop();
		this.server.destroy();
	}

	@SuppressWarnings("serial")
	private final class TestServlet extends HttpServlet {

		@Override
		protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
			switch (request.getRequestURI()) {
				case "/wait" -> await();
				case "/exempt" -> {
					request.setAttribute(Drain.EXEMPT_ATTRIBUTE, true);
					await();
				}
				case "/stream" -> {
					await();
					response.getWriter().write("stre");
					response.flushBuffer();
					response.getWriter().write("am");
					return;
				}
				case "/async" -> {
					async(request.startAsync());
					return;
				}
				case "/nothing" -> {
					response.setStatus(204);
					return;
				}
				case "/fail" -> {
					response.setStatus(500);
					return;
				}
				case "/echo" -> {
					response.getOutputStream().write(request.getInputStream().readAllBytes());
					return;
				}
				case "/length" -> {
					TestServer.this.waiting.release();
					response.getWriter().print(request.getInputStream().readAllBytes().length);
					return;
				}
				case "/large" -> {
					TestServer.this.waiting.release();
					large(response);
					return;
				}
				case "/events" -> {
					response.setContentType("text/event-stream");
					TestServer.this.waiting.release();
					large(response);
					return;
				}
				case "/websocket" -> {
					webSocket(request, response);
					return;
				}
				case "/address" -> {
					response.getWriter()
						.write(request.getRemoteAddr() + " " + request.getRemoteHost() + " " + request.getRemotePort()
								+ " " + request.getLocalAddr() + " " + request.getRequestURL());
					return;
				}
				default -> {
					// answered at once
				}
			}
			response.getWriter().write("hello");
		}

		private void large(HttpServletResponse response) throws IOException {
			byte[] block = new byte[LARGE / 1024];
			response.setContentLength(LARGE);
			try {
				for (int i = 0; i < 1024; i++) {
					response.getOutputStream().write(block);
				}
			}
			catch (IOException ex) {
				TestServer.this.late.add(ex);
				throw ex;
			}
		}

		private void webSocket(HttpServletRequest request, HttpServletResponse response) throws IOException {
			ServerContainer container = (ServerContainer) getServletContext()
				.getAttribute(ServerContainer.class.getName());
			try {
				container.upgradeHttpToWebSocket(request, response,
						ServerEndpointConfig.Builder.create(TestEndpoint.class, "/websocket")
							.configurator(new TestEndpoints())
							.build(),
						Map.of());
			}
			catch (DeploymentException ex) {
				throw new IOException(ex);
			}
		}

		private void async(AsyncContext context) {
			context.setTimeout(60_000);
			Thread thread = new Thread(() -> {
				await();
				try {
					context.getResponse().getWriter().write("async");
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
				finally {
					context.complete();
				}
			});
			thread.setUncaughtExceptionHandler((ignored, ex) -> TestServer.this.late.add(ex));
			thread.start();
		}

		private void await() {
			TestServer.this.waiting.release();
			TestServer.this.proceed.acquireUninterruptibly();
		}

	}

	private final class TestEndpoints extends ServerEndpointConfig.Configurator {

		@Override
		public <T> T getEndpointInstance(Class<T> type) {
			return type.cast(new TestEndpoint());
		}

	}

	/** An endpoint of the container: Spring does not know it. */
	private final class TestEndpoint extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
			session.addMessageHandler(String.class, (MessageHandler.Whole<String>) (text) -> {
				if (text.equals("wait")) {
					TestServer.this.waiting.release();
					TestServer.this.proceed.acquireUninterruptibly();
				}
				session.getAsyncRemote().sendText(text);
			});
		}

	}

}
