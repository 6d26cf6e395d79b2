package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import com.sun.jna.Native;
import org.jspecify.annotations.Nullable;

/**
 * Whether native calls are possible. Nothing native is loaded before the first question
 * is asked, and it is asked only when an update is planned or made.
 */
public final class NativeAccess {

	private static final String EXTRACTION_DIRECTORY = "jna.tmpdir";

	private static boolean probed;

	private static @Nullable String unavailable;

	private NativeAccess() {
	}

	/**
	 * Name the directory to which JNA extracts its library. It has no effect once native
	 * code is loaded or when the user has set {@code jna.tmpdir}.
	 * @param directory an existing directory, usually the generation's temporary one
	 */
	public static void extractTo(Path directory) {
		if (System.getProperty(EXTRACTION_DIRECTORY) == null) {
			System.setProperty(EXTRACTION_DIRECTORY, directory.toString());
		}
	}

	/**
	 * Why native calls are not possible. The first call loads JNA, about 0.1 s.
	 * @return the reason and what to do, or empty if they are possible
	 */
	public static synchronized Optional<String> unavailable() {
		if (!probed) {
			unavailable = probe().orElse(null);
			probed = true;
		}
		return Optional.ofNullable(unavailable);
	}

	static LibC libC() throws IOException {
		Optional<String> reason = unavailable();
		if (reason.isPresent()) {
			throw new IOException(reason.get());
		}
		return Loader.LIBC;
	}

	static Platform platform() throws IOException {
		return Platform.current().orElseThrow(() -> new IOException(unsupported()));
	}

	private static Optional<String> probe() {
		if (Platform.current().isEmpty()) {
			return Optional.of(unsupported());
		}
		try {
			Loader.LIBC.geteuid();
			return Optional.empty();
		}
		// IllegalCallerException: JDK 24 and later with --illegal-native-access=deny
		catch (LinkageError | IllegalCallerException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			return Optional.of("Native calls are not possible (" + cause + "); perhaps you should keep"
					+ " net.java.dev.jna:jna on the class path, allow --enable-native-access=ALL-UNNAMED, and point"
					+ " jna.tmpdir to a directory that is not mounted noexec");
		}
	}

	private static String unsupported() {
		return "Native calls are supported on 64-bit Linux and macOS, not on " + System.getProperty("os.name") + " "
				+ System.getProperty("os.arch") + "; perhaps you should run this application on one of those";
	}

	/** Loads the library when it is first touched, and not before. */
	private static final class Loader {

		// without a name: the process itself, which has the C library in it
		static final LibC LIBC = Native.load(LibC.class);

	}

}
