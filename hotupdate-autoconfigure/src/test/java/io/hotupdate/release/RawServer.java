package io.hotupdate.release;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that does on the wire what it is told, faults included: one request a
 * connection.
 */
final class RawServer implements AutoCloseable {

	private final ServerSocket listener;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final Map<String, Handler> handlers = new ConcurrentHashMap<>();

	final List<Request> requests = new CopyOnWriteArrayList<>();

	RawServer() throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		this.threads.execute(this::accept);
	}

	String url(String path) {
		return "http://127.0.0.1:" + port() + path;
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/** What the next requests of a path get; the last answer is repeated. */
	RawServer on(String path, Handler... answers) {
		List<Handler> rest = new CopyOnWriteArrayList<>(List.of(answers));
		this.handlers.put(path,
				(request, out) -> ((rest.size() > 1) ? rest.remove(0) : rest.get(0)).answer(request, out));
		return this;
	}

	List<Request> requests(String path) {
		return this.requests.stream().filter((it) -> it.path().equals(path)).toList();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				this.threads.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			String path = String.valueOf(in.readLine()).split(" ")[1];
			Map<String, String> headers = new TreeMap<>();
			for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
				headers.put(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
						line.substring(line.indexOf(':') + 1).strip());
			}
			Request request = new Request(path, headers);
			this.requests.add(request);
			this.handlers.getOrDefault(path, status(404)).answer(request, socket.getOutputStream());
			socket.getOutputStream().flush();
		}
		catch (IOException | InterruptedException ex) {
			// The client broke off, which is what some tests want
			Thread.currentThread().isInterrupted();
		}
	}

	static Handler status(int status, String... headers) {
		return (request, out) -> head(out, status, 0, headers);
	}

	/** The whole content, or the rest of it to a request with a range. */
	static Handler content(byte[] content, String... headers) {
		return (request, out) -> {
			int from = request.offset();
			if (from == 0) {
				head(out, 200, content.length, headers);
			}
			else {
				head(out, 206, content.length - from, with(headers,
						"Content-Range: bytes " + from + "-" + (content.length - 1) + "/" + content.length));
			}
			out.write(content, from, content.length - from);
		};
	}

	static Handler chunked(byte[] content, boolean end) {
		return (request, out) -> {
			out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			for (int from = 0; from < content.length; from += 8192) {
				int length = Math.min(8192, content.length - from);
				out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
				out.write(content, from, length);
				out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
			}
			if (end) {
				out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			}
		};
	}

	/** Announces the whole and breaks off. */
	static Handler cut(byte[] content, int after, String... headers) {
		return (request, out) -> {
			head(out, 200, content.length, headers);
			out.write(content, 0, after);
		};
	}

	/** Announces the whole and falls silent. */
	Handler stall(byte[] content, int after, String... headers) {
		return (request, out) -> {
			cut(content, after, headers).answer(request, out);
			out.flush();
			this.closed.await();
		};
	}

	/** Says nothing at all. */
	Handler silence() {
		return (request, out) -> this.closed.await();
	}

	static void head(OutputStream out, int status, long length, String... headers) throws IOException {
		StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n");
		Arrays.stream(headers).forEach((it) -> head.append(it).append("\r\n"));
		out.write(head.append("Connection: close\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
	}

	private static String[] with(String[] headers, String more) {
		String[] all = Arrays.copyOf(headers, headers.length + 1);
		all[headers.length] = more;
		return all;
	}

	@Override
	public void close() throws IOException {
		this.closed.countDown();
		this.listener.close();
		this.threads.shutdownNow();
	}

	interface Handler {

		void answer(Request request, OutputStream out) throws IOException, InterruptedException;

	}

	record Request(String path, Map<String, String> headers) {

		int offset() {
			String range = this.headers.getOrDefault("range", "bytes=0-");
			return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
		}

	}

}
