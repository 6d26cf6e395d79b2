package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A repository of releases over HTTP that can misbehave. Every switch may be thrown while
 * a download runs. Stalls, cuts and the rate count the bytes of one answer, so they leave
 * the small side files alone.
 */
final class HttpFixture implements AutoCloseable {

	private static final int CHUNK = 16 * 1024;

	private final Path folder;

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<Received> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile boolean ranges = true;

	private volatile long stallAfter = Long.MAX_VALUE;

	private volatile CountDownLatch stalled = new CountDownLatch(1);

	private volatile long cutAfter = Long.MAX_VALUE;

	private volatile long bytesPerSecond = Long.MAX_VALUE;

	private volatile int status;

	private volatile @Nullable URI redirect;

	private HttpFixture(Path folder) throws IOException {
		this.folder = folder;
		InetAddress loopback = InetAddress.getByAddress(new byte[] { 127, 0, 0, 1 });
		this.server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
		this.server.createContext("/", this::handle);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	/** Serve the files of a folder on a free port of 127.0.0.1. */
	static HttpFixture serving(Path folder) throws IOException {
		return new HttpFixture(folder);
	}

	/** Answer with the whole file whatever range was asked for. */
	HttpFixture withoutRanges() {
		this.ranges = false;
		return this;
	}

	/** Send no more than so many bytes of an answer until {@link #goOn()}. */
	HttpFixture stallAfter(long bytes) {
		this.stalled = new CountDownLatch(1);
		this.stallAfter = bytes;
		return this;
	}

	/** End the stall. */
	void goOn() {
		this.stallAfter = Long.MAX_VALUE;
		this.stalled.countDown();
	}

	/** Close the connection after so many bytes of an answer. */
	HttpFixture cutAfter(long bytes) {
		this.cutAfter = bytes;
		return this;
	}

	/** Send slowly. */
	HttpFixture rate(long bytesPerSecond) {
		this.bytesPerSecond = bytesPerSecond;
		return this;
	}

	/** Answer everything with this status and no body; 0 ends it. */
	HttpFixture answer(int status) {
		this.status = status;
		return this;
	}

	/** Redirect every request to the same path of another server. */
	HttpFixture redirectTo(@Nullable URI base) {
		this.redirect = base;
		return this;
	}

	/** The address of the folder, without a slash at its end. */
	URI base() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/** What to set {@code hotupdate.releases.location} to. */
	String location() {
		return base() + "/" + SampleRelease.fileName("{version}");
	}

	/** Every request so far. */
	List<Received> requests() {
		return List.copyOf(this.requests);
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String path = exchange.getRequestURI().getPath();
			this.requests.add(new Received(exchange.getRequestMethod(), path, exchange.getRequestHeaders()));
			Path file = this.folder.resolve(path.substring(1)).normalize();
			URI redirect = this.redirect;
			if (redirect != null) {
				exchange.getResponseHeaders().set("Location", redirect + path);
				exchange.sendResponseHeaders(302, -1);
			}
			else if (this.status != 0) {
				exchange.sendResponseHeaders(this.status, -1);
			}
			else if (!file.startsWith(this.folder) || !Files.isRegularFile(file)) {
				exchange.sendResponseHeaders(404, -1);
			}
			else {
				serve(exchange, file);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void serve(HttpExchange exchange, Path file) throws IOException, InterruptedException {
		long size = Files.size(file);
		String tag = "\"" + size + "-" + Files.getLastModifiedTime(file).toMillis() + "\"";
		long from = this.ranges ? rangeStart(exchange.getRequestHeaders(), tag) : 0;
		Headers headers = exchange.getResponseHeaders();
		if (this.ranges) {
			headers.set("ETag", tag);
			headers.set("Accept-Ranges", "bytes");
		}
		if (from > 0 && from >= size) {
			headers.set("Content-Range", "bytes */" + size);
			exchange.sendResponseHeaders(416, -1);
			return;
		}
		if (from > 0) {
			headers.set("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
		}
		if ("HEAD".equals(exchange.getRequestMethod())) {
			headers.set("Content-Length", Long.toString(size - from));
			exchange.sendResponseHeaders((from > 0) ? 206 : 200, -1);
			return;
		}
		exchange.sendResponseHeaders((from > 0) ? 206 : 200, (size - from > 0) ? size - from : -1);
		send(file, from, exchange.getResponseBody());
	}

	private static long rangeStart(Headers headers, String tag) {
		String range = headers.getFirst("Range");
		String condition = headers.getFirst("If-Range");
		if (range == null || !range.matches("bytes=\\d+-") || (condition != null && !condition.equals(tag))) {
			return 0;
		}
		return Long.parseLong(range.substring("bytes=".length(), range.length() - 1));
	}

	private void send(Path file, long from, OutputStream out) throws IOException, InterruptedException {
		try (InputStream in = Files.newInputStream(file)) {
			in.skipNBytes(from);
			long start = System.nanoTime();
			long sent = 0;
			while (true) {
				int wanted = (int) Math.min(CHUNK, Math.min(this.cutAfter, this.stallAfter) - sent);
				if (wanted <= 0) {
					out.flush();
					if (sent >= this.cutAfter || !awaitGoOn()) {
						return;
					}
					continue;
				}
				byte[] bytes = in.readNBytes(wanted);
				if (bytes.length == 0) {
					return;
				}
				out.write(bytes);
				sent += bytes.length;
				pace(out, sent, start);
			}
		}
	}

	private void pace(OutputStream out, long sent, long start) throws IOException, InterruptedException {
		long rate = this.bytesPerSecond;
		if (rate == Long.MAX_VALUE) {
			return;
		}
		out.flush();
		long due = start + (long) (sent * 1e9 / rate);
		this.closed.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
	}

	/** Whether the stall was ended, and not the fixture. */
	private boolean awaitGoOn() throws InterruptedException {
		this.stalled.await();
		return this.closed.getCount() > 0;
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.stalled.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
		try {
			if (!this.threads.awaitTermination(30, TimeUnit.SECONDS)) {
				throw new UncheckedIOException(new IOException("The fixture still sends"));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A request as it came.
	 *
	 * @param method the method
	 * @param path the path
	 * @param headers the headers
	 */
	record Received(String method, String path, Headers headers) {

		/** The first value of a header, {@code null} if it was not sent. */
		@Nullable String header(String name) {
			return this.headers.getFirst(name);
		}

	}

}
