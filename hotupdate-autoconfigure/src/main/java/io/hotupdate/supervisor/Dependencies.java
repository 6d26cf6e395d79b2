package io.hotupdate.supervisor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What an application cannot do without: reachable if a TCP connection is accepted, or a
 * GET answered with a status below 500, within three seconds.
 */
final class Dependencies implements Gatekeeper {

	private static final Set<String> HTTP = Set.of("http", "https");

	private static final int SERVER_ERROR = 500;

	private final List<URI> dependencies;

	private final int timeout;

	Dependencies(List<URI> dependencies, Duration timeout) {
		this.dependencies = dependencies;
		this.timeout = (int) timeout.toMillis();
	}

	/**
	 * Why an address is no dependency that can be probed.
	 * @param dependency the address
	 * @return what is wrong and what to do, empty if nothing is
	 */
	static Optional<String> problem(URI dependency) {
		String scheme = Objects.requireNonNullElse(dependency.getScheme(), "");
		boolean tcp = scheme.equals("tcp") && dependency.getPort() > 0;
		if (dependency.getHost() == null || !(tcp || HTTP.contains(scheme))) {
			return Optional.of("It is no address that can be probed; perhaps you should write tcp://host:port,"
					+ " http://host/path or https://host/path");
		}
		if (dependency.getRawUserInfo() != null) {
			return Optional.of("It has credentials, which would show in the list of processes; perhaps you should"
					+ " name a path that needs none");
		}
		return Optional.empty();
	}

	@Override
	public @Nullable String hindrance() {
		return this.dependencies.stream().map(this::hindrance).filter(Objects::nonNull).findFirst().orElse(null);
	}

	private @Nullable String hindrance(URI dependency) {
		try {
			return HTTP.contains(dependency.getScheme()) ? get(dependency) : connect(dependency);
		}
		catch (IOException ex) {
			return dependency + " is not reachable (" + ex + ")";
		}
	}

	private @Nullable String connect(URI dependency) throws IOException {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(dependency.getHost(), dependency.getPort()), this.timeout);
			return null;
		}
	}

	/**
	 * The old client: the new one would take more memory than the rest of this process.
	 */
	private @Nullable String get(URI dependency) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) dependency.toURL().openConnection();
		try {
			connection.setConnectTimeout(this.timeout);
			connection.setReadTimeout(this.timeout);
			connection.setInstanceFollowRedirects(false);
			connection.setUseCaches(false);
			int status = connection.getResponseCode();
			return (status >= SERVER_ERROR) ? dependency + " answers with " + status : null;
		}
		finally {
			connection.disconnect();
		}
	}

}
