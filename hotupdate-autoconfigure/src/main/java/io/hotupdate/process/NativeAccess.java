package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.sun.jna.Native;
import io.hotupdate.Handover.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Whether native calls are possible. Nothing native is loaded before that question is
 * asked, and it is asked only when an update is planned or made; what is foreseen comes
 * without.
 */
public final class NativeAccess {

	private static final String EXTRACTION_DIRECTORY = "jna.tmpdir";

	/** The code of what it finds. */
	public static final String FINDING = "NO_NATIVE_ACCESS";

	private static final int FIRST_THAT_WARNS = 24;

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
	 * What can be told of native calls without making one.
	 * @return the findings, none of which blocks
	 */
	public static List<Finding> foreseen() {
		return foreseen(impossible().orElse(null), Runtime.version().feature() >= FIRST_THAT_WARNS && !isEnabled());
	}

	static List<Finding> foreseen(@Nullable String impossible, boolean restricted) {
		if (impossible != null) {
			String[] parts = impossible.split("; perhaps you should ", 2);
			return List.of(Finding.warning(FINDING, parts[0] + "; an update restarts in place",
					"Perhaps you should " + parts[1]));
		}
		return restricted ? List.of(Finding.warning("NATIVE_ACCESS_WARNS",
				"This Java prints a warning at the first native call, which the first update makes, and a later Java"
						+ " will refuse it",
				"Perhaps you should start with --enable-native-access=ALL-UNNAMED, or put Enable-Native-Access:"
						+ " ALL-UNNAMED into the manifest of the jar"))
				: List.of();
	}

	/**
	 * Why native calls cannot be possible, as far as it shows without making one.
	 * @return the reason and what to do, or empty if they may be possible
	 */
	public static Optional<String> impossible() {
		return impossible(Platform.current(), NativeAccess.class.getClassLoader());
	}

	static Optional<String> impossible(Optional<Platform> platform, ClassLoader classLoader) {
		if (platform.isEmpty()) {
			return Optional.of(unsupported());
		}
		return (classLoader.getResource("com/sun/jna/Native.class") != null) ? Optional.empty()
				: Optional.of("Native calls are made through JNA, which is not on the class path; perhaps you should"
						+ " keep net.java.dev.jna:jna");
	}

	/** Whether code of the class path was given native access: it is a question only. */
	private static boolean isEnabled() {
		try {
			Module module = NativeAccess.class.getModule();
			return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("Java 22 and later have it", ex);
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
