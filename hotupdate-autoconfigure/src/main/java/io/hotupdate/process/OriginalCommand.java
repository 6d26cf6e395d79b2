package io.hotupdate.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.hotupdate.UpdateException;

/**
 * How a person, a script or a service manager started this instance. A successor carries
 * the command line on, so that the third generation is built from the same one as the
 * second, and argument files are read again each time.
 *
 * @param arguments the command line, with the program at its head and {@code @argfiles}
 * as they are
 * @param environment the environment of this process
 * @param directory the working directory
 */
public record OriginalCommand(List<String> arguments, Map<String, String> environment, Path directory) {

	static final String PROPERTY = "hotupdate.process.original-command";

	/** Linux takes no single argument above 128 KiB. */
	private static final int MAX_ENCODED = 100 * 1024;

	private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

	private static final Path DIRECTORY = Path.of("/proc/self/cwd");

	/**
	 * Create a command.
	 */
	public OriginalCommand {
		arguments = List.copyOf(arguments);
		environment = Map.copyOf(environment);
	}

	/**
	 * The command of this instance, in whichever generation it is.
	 * @return the command; without arguments if the system does not tell
	 */
	public static OriginalCommand ofThisProcess() {
		try {
			String carried = System.getProperty(PROPERTY);
			List<String> arguments = (carried != null) ? decode(carried) : read();
			Path directory = Files.isReadable(DIRECTORY) ? DIRECTORY.toRealPath() : Path.of("").toAbsolutePath();
			return new OriginalCommand(arguments, System.getenv(), directory);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The command line of this process cannot be read", ex);
		}
	}

	/**
	 * The environment with what the user's environment file adds to it, read now.
	 * @param settings name the file, if there is one
	 * @return the environment
	 * @throws UpdateException if the file cannot be read
	 */
	public Map<String, String> environment(ProcessSettings settings) {
		Path file = settings.environmentFile();
		if (file == null) {
			return this.environment;
		}
		Map<String, String> result = new HashMap<>(this.environment);
		result.putAll(EnvironmentFile.read(this.directory.resolve(file)));
		return result;
	}

	/** The form in which a successor carries the command line on; empty if too long. */
	String encoded() {
		byte[] bytes = (String.join("\0", this.arguments) + "\0").getBytes(StandardCharsets.UTF_8);
		String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		return (encoded.length() > MAX_ENCODED) ? "" : encoded;
	}

	private static List<String> decode(String encoded) {
		return split(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
	}

	private static List<String> read() throws IOException {
		if (Files.isReadable(COMMAND_LINE)) {
			return split(Files.readAllBytes(COMMAND_LINE), NativeText.charset());
		}
		ProcessHandle.Info info = ProcessHandle.current().info();
		List<String> arguments = new ArrayList<>();
		info.command().ifPresent(arguments::add);
		info.arguments().ifPresent((values) -> arguments.addAll(List.of(values)));
		return arguments;
	}

	/** Each argument ends with a NUL, an empty one too. */
	static List<String> split(byte[] bytes, Charset charset) {
		List<String> arguments = new ArrayList<>();
		int start = 0;
		for (int index = 0; index < bytes.length; index++) {
			if (bytes[index] == 0) {
				arguments.add(new String(bytes, start, index - start, charset));
				start = index + 1;
			}
		}
		return arguments;
	}

}
