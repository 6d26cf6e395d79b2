package io.hotupdate.process;

import java.io.IOException;

import com.sun.jna.Native;

/** A native call that failed, with its errno. */
final class ErrnoException extends IOException {

	private static final long serialVersionUID = 1L;

	private final int errno;

	ErrnoException(String what, int errno, String text) {
		super(what + ": " + text + " (errno " + errno + ")");
		this.errno = errno;
	}

	int errno() {
		return this.errno;
	}

	/** The error of the native call that this thread has just made. */
	static ErrnoException last(LibC libC, String what) {
		return of(libC, what, Native.getLastError());
	}

	static ErrnoException of(LibC libC, String what, int errno) {
		return new ErrnoException(what, errno, libC.strerror(errno));
	}

	static int check(LibC libC, int result, String what) throws ErrnoException {
		if (result == -1) {
			throw last(libC, what);
		}
		return result;
	}

}
