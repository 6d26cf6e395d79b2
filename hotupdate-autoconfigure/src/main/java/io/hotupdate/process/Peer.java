package io.hotupdate.process;

import java.io.IOException;

import com.sun.jna.Memory;

/** Who is at the other end of a Unix socket, as the kernel says. */
record Peer(long pid, int uid) {

	private static final int SO_PEERCRED_LINUX = 17;

	private static final int SOL_LOCAL_MACOS = 0;

	private static final int LOCAL_PEERPID_MACOS = 2;

	static Peer of(LibC libC, Platform platform, int fd) throws IOException {
		try (Memory value = new Memory(12); Memory other = new Memory(4); Memory length = new Memory(4)) {
			if (platform == Platform.LINUX) {
				length.setInt(0, 12);
				ErrnoException.check(libC, libC.getsockopt(fd, platform.solSocket, SO_PEERCRED_LINUX, value, length),
						"SO_PEERCRED");
				return new Peer(value.getInt(0), value.getInt(4));
			}
			length.setInt(0, 4);
			ErrnoException.check(libC, libC.getsockopt(fd, SOL_LOCAL_MACOS, LOCAL_PEERPID_MACOS, value, length),
					"LOCAL_PEERPID");
			int pid = value.getInt(0);
			ErrnoException.check(libC, libC.getpeereid(fd, value, other), "getpeereid");
			return new Peer(pid, value.getInt(0));
		}
	}

}
