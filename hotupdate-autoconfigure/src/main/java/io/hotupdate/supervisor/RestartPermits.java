package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permits of a group to start crashed instances again. A group that cannot be asked
 * holds nothing up: the instance is then started by its own policy alone.
 */
final class RestartPermits {

	private static final Logger logger = LoggerFactory.getLogger(RestartPermits.class);

	private boolean reachable = true;

	/**
	 * What has to be true before a restart.
	 * @param settings the application's
	 * @param dependencies what else has to be
	 * @return both, for one crash
	 */
	Gatekeeper keeper(SupervisionSettings settings, Gatekeeper dependencies) {
		PermitSettings permits = settings.permits();
		if (permits == null) {
			return dependencies;
		}
		String crash = ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
		return new PermitKeeper(this, permits, new RespClient(permits.redis(), script()), crash, dependencies);
	}

	static String script() {
		try (InputStream in = RestartPermits.class.getResourceAsStream("permit.lua")) {
			return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static List<String> keys(String group) {
		return List
			.of("beats", "group", "unavailable", "facts", "restart_permits", "restart_queue", "restart_known",
					"restart")
			.stream()
			.map((name) -> "{" + group + "}:" + name)
			.toList();
	}

	/** The group has answered. */
	void answered() {
		if (!this.reachable) {
			logger.info("The group can be asked for permits again");
		}
		this.reachable = true;
	}

	/** It has not. */
	void failed(PermitSettings settings, Exception why) {
		if (this.reachable) {
			logger.warn("The group {} cannot be asked for a permit; the instance is started by its own policy: {}",
					settings.group(), String.valueOf(why.getMessage()));
		}
		this.reachable = false;
	}

}
