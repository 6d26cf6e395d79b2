package io.hotupdate.process;

import java.nio.file.Path;

/**
 * Whether the kernel gives the connections that wait at a listener which closes to
 * another one of the same port ({@code SO_REUSEPORT}) instead of resetting them.
 */
public final class RequestMigration {

	/** The setting of the kernel, one for each network namespace. */
	public static final String SYSCTL = "net.ipv4.tcp_migrate_req";

	private RequestMigration() {
	}

	/**
	 * Whether it is on, in the network namespace of this process.
	 * @return {@code true} if it is; it is off by default
	 */
	public static boolean isOn() {
		return isOn(new SystemFiles(Path.of("/")));
	}

	static boolean isOn(SystemFiles files) {
		return files.number(files.path("/proc/sys/" + SYSCTL.replace('.', '/'))).orElse(0) == 1;
	}

}
