package io.hotupdate.process;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The numbers and structure layouts of the C library that differ between the platforms,
 * for their 64-bit variants. Touches no native code.
 */
@SuppressWarnings("ImmutableEnumChecker")
enum Platform {

	LINUX("linux", Set.of("amd64", "x86_64", "aarch64", "riscv64", "s390x", "loongarch64"), "/proc/self/fd", 10, 1, 30,
			2048, 11, 8, 16, 8, 2),

	MACOS("mac os x", Set.of("x86_64", "aarch64"), "/dev/fd", 30, 0xffff, 2, 4, 35, 0x20, 12, 4, 3);

	static final int AF_UNIX = 1;

	static final int AF_INET = 2;

	static final int SOCK_STREAM = 1;

	static final int SOCK_DGRAM = 2;

	static final int SCM_RIGHTS = 1;

	static final int F_DUPFD = 0;

	static final int F_GETFD = 1;

	static final int F_SETFD = 2;

	static final int F_GETFL = 3;

	static final int F_SETFL = 4;

	static final int FD_CLOEXEC = 1;

	static final int EINTR = 4;

	static final short POLLIN = 1;

	static final short POLLOUT = 4;

	private final String osName;

	private final Set<String> architectures;

	final String descriptorDirectory;

	final int afInet6;

	final int solSocket;

	final int soAcceptConn;

	final int oNonBlock;

	final int eAgain;

	final int msgControlTruncated;

	/** Bytes before the data of a control message. */
	final int controlHeader;

	/** What control messages are aligned to. */
	final int controlAlignment;

	final int sigSetMask;

	Platform(String osName, Set<String> architectures, String descriptorDirectory, int afInet6, int solSocket,
			int soAcceptConn, int oNonBlock, int eAgain, int msgControlTruncated, int controlHeader,
			int controlAlignment, int sigSetMask) {
		this.osName = osName;
		this.architectures = architectures;
		this.descriptorDirectory = descriptorDirectory;
		this.afInet6 = afInet6;
		this.solSocket = solSocket;
		this.soAcceptConn = soAcceptConn;
		this.oNonBlock = oNonBlock;
		this.eAgain = eAgain;
		this.msgControlTruncated = msgControlTruncated;
		this.controlHeader = controlHeader;
		this.controlAlignment = controlAlignment;
		this.sigSetMask = sigSetMask;
	}

	/** MSG_CMSG_CLOEXEC where there is one. */
	int receiveFlags() {
		return (this == LINUX) ? 0x4000_0000 : 0;
	}

	/** MSG_NOSIGNAL where there is one; the JVM handles SIGPIPE in any case. */
	int sendFlags() {
		return (this == LINUX) ? 0x4000 : 0;
	}

	static Optional<Platform> current() {
		return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
	}

	static Optional<Platform> of(String osName, String architecture) {
		String name = osName.toLowerCase(Locale.ROOT);
		return Arrays.stream(values())
			.filter((platform) -> platform.osName.equals(name) && platform.architectures.contains(architecture))
			.findFirst();
	}

}
