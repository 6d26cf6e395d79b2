package io.hotupdate.supervisor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.hotupdate.supervisor.RedisAddress.Mode;
import io.hotupdate.supervisor.RespConnection.RespException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one script where the group is kept: on a server, on the master that Sentinels
 * name, or on the node of a Cluster that has its keys. Each call takes a bounded time.
 */
final class RespClient implements Closeable {

	private static final Logger logger = LoggerFactory.getLogger(RespClient.class);

	private static final int MOVES = 3;

	private final RedisAddress address;

	private final String script;

	private final String digest;

	private @Nullable RespConnection kept;

	RespClient(RedisAddress address, String script) {
		this.address = address;
		this.script = script;
		try {
			this.digest = HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-1").digest(script.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Run the script. It may run twice, so it has to be safe to be repeated.
	 * @param keys its keys
	 * @param arguments its arguments
	 * @return the reply
	 * @throws IOException if no master answers, or answers with an error
	 */
	@Nullable Object run(List<String> keys, List<String> arguments) throws IOException {
		RespConnection kept = this.kept;
		if (kept != null) {
			try {
				return run(kept, keys, arguments);
			}
			catch (IOException ex) {
				// closed while it was idle, or no longer that of the master
				logger.trace("The connection to Redis is renewed", ex);
				close();
			}
		}
		RespConnection connection = connect();
		for (int moves = 0;; moves++) {
			this.kept = connection;
			try {
				return run(connection, keys, arguments);
			}
			catch (RespException ex) {
				close();
				if (!ex.kind().equals("MOVED") || moves == MOVES) {
					throw ex;
				}
				String node = String.valueOf(ex.getMessage()).split(" ", -1)[2];
				connection = logIn(node.startsWith(":") ? connection.host() + node : node);
			}
			catch (IOException ex) {
				close();
				throw ex;
			}
		}
	}

	private @Nullable Object run(RespConnection connection, List<String> keys, List<String> arguments)
			throws IOException {
		List<String> words = new ArrayList<>(List.of("EVALSHA", this.digest, String.valueOf(keys.size())));
		words.addAll(keys);
		words.addAll(arguments);
		try {
			return connection.call(words);
		}
		catch (RespException ex) {
			if (!ex.kind().equals("NOSCRIPT")) {
				throw ex;
			}
			words.set(0, "EVAL");
			words.set(1, this.script);
			return connection.call(words);
		}
	}

	private RespConnection connect() throws IOException {
		IOException last = new IOException("No address of a Redis is known");
		for (String node : this.address.nodes()) {
			try {
				return logIn((this.address.mode() == Mode.SENTINEL) ? master(node) : node);
			}
			catch (IOException ex) {
				last = ex;
			}
		}
		throw last;
	}

	private String master(String sentinel) throws IOException {
		try (RespConnection connection = RespConnection.open(sentinel, this.address.tls())) {
			authenticate(connection, this.address.sentinelUsername(), this.address.sentinelPassword());
			String name = String.valueOf(this.address.master());
			if (connection.call(List.of("SENTINEL", "get-master-addr-by-name", name)) instanceof List<?> master) {
				return master.get(0) + ":" + master.get(1);
			}
			throw new IOException("The Sentinel " + sentinel + " knows no master " + name);
		}
	}

	private RespConnection logIn(String node) throws IOException {
		RespConnection connection = RespConnection.open(node, this.address.tls());
		try {
			authenticate(connection, this.address.username(), this.address.password());
			if (this.address.database() != 0) {
				connection.call(List.of("SELECT", String.valueOf(this.address.database())));
			}
			return connection;
		}
		catch (IOException | RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	private static void authenticate(RespConnection connection, @Nullable String username, @Nullable String password)
			throws IOException {
		if (password == null) {
			return;
		}
		try {
			connection.call((username != null) ? List.of("AUTH", username, password) : List.of("AUTH", password));
		}
		catch (RespException ex) {
			// the rest of the message is nothing for a log
			throw new IOException("Redis does not accept the password (" + ex.kind() + ")");
		}
	}

	@Override
	public void close() {
		RespConnection kept = this.kept;
		this.kept = null;
		try {
			if (kept != null) {
				kept.close();
			}
		}
		catch (IOException ex) {
			logger.debug("A connection to Redis could not be closed", ex);
		}
	}

}
