package io.hotupdate.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The JVM options by which two JVMs with the same command line would take each other's
 * port or file, and what a successor gets instead.
 */
final class ClashingOption {

	private static final Set<String> DROPPED_PROPERTIES = Set.of("com.sun.management.jmxremote.port",
			"com.sun.management.jmxremote.rmi.port", "com.sun.management.jmxremote.local.port",
			"com.sun.management.jdp.port", "com.sun.management.config.file");

	/** Would write an archive beside the one that another process writes. */
	private static final List<String> ARCHIVE_WRITERS = List.of("-XX:ArchiveClassesAtExit=", "-XX:AOTCacheOutput=",
			"-XX:AOTMode=record", "-XX:AOTMode=create", "-XX:AOTConfiguration=", "-XX:+AutoCreateSharedArchive",
			"-XX:+RecordDynamicDumpInfo", "-Xshare:dump");

	/** Would keep a JVM from starting when the archive is of another release. */
	private static final Map<String, String> ARCHIVE_DEMANDS = Map.of("-Xshare:on", "-Xshare:auto", "-XX:AOTMode=on",
			"-XX:AOTMode=auto", "-XX:+RequireSharedSpaces", "-Xshare:auto");

	private static final List<String> FILES = List.of("-Xloggc:", "-XX:LogFile=", "-XX:HeapDumpPath=", "-XX:ErrorFile=",
			"-XX:ReplayDataFile=", "-XX:PerfDataSaveFile=");

	private static final Pattern PORT = Pattern.compile("\\d+$");

	private static final Pattern EARLIER_GENERATION = Pattern.compile("-g\\d+$");

	private ClashingOption() {
	}

	static boolean isClashing(String option) {
		return !rewrite(option, 0).equals(Optional.of(option));
	}

	/** The option for a successor, or empty if it has to do without. */
	static Optional<String> rewrite(String option, long generation) {
		if (isDropped(option)) {
			return Optional.empty();
		}
		if (isDebugger(option)) {
			return debugger(option);
		}
		if (option.startsWith("-Xlog:")) {
			return Optional.of(log(option, generation));
		}
		if (option.startsWith("-XX:StartFlightRecording")) {
			return Optional.of(recording(option, generation));
		}
		for (String prefix : FILES) {
			if (option.startsWith(prefix)) {
				return Optional.of(prefix + numbered(option.substring(prefix.length()), generation));
			}
		}
		return Optional.of(ARCHIVE_DEMANDS.getOrDefault(option, option));
	}

	static boolean isDebugger(String option) {
		return option.startsWith("-agentlib:jdwp=") || option.startsWith("-Xrunjdwp:");
	}

	/** Whether it names a file that only one JVM may write. */
	static boolean isExclusiveFile(String option) {
		boolean archive = ARCHIVE_WRITERS.stream().anyMatch(option::startsWith);
		boolean file = option.startsWith("-Xlog:") || option.startsWith("-XX:StartFlightRecording")
				|| FILES.stream().anyMatch(option::startsWith);
		return (archive || file) && isClashing(option);
	}

	static boolean isManagementPort(String option) {
		return option.equals("-XX:+ManagementServer") || (option.startsWith("-D")
				&& DROPPED_PROPERTIES.contains(option.substring(2).replaceFirst("=.*", "")) && !option.endsWith("=0"));
	}

	private static boolean isDropped(String option) {
		return isManagementPort(option) || option.startsWith("-Djava.io.tmpdir=")
				|| option.startsWith("-Dhotupdate.handover.") || option.startsWith("-Dhotupdate.generation=")
				|| option.startsWith("-D" + OriginalCommand.PROPERTY + "=")
				|| ARCHIVE_WRITERS.stream().anyMatch(option::startsWith);
	}

	/**
	 * A server gets a free port and does not wait for a debugger; a client is dropped.
	 */
	private static Optional<String> debugger(String option) {
		int start = option.indexOf(option.startsWith("-X") ? ':' : '=') + 1;
		List<String> parts = new ArrayList<>();
		boolean server = false;
		for (String part : option.substring(start).split(",", -1)) {
			server |= part.equals("server=y");
			if (part.equals("transport=dt_shmem") || part.equals("server=n")) {
				return Optional.empty();
			}
			if (part.startsWith("address=")) {
				parts.add(PORT.matcher(part).replaceFirst("0"));
			}
			else {
				parts.add(part.equals("suspend=y") ? "suspend=n" : part);
			}
		}
		if (server && parts.stream().noneMatch((part) -> part.startsWith("suspend="))) {
			// the JVM's default is to wait for a debugger
			parts.add("suspend=n");
		}
		return server ? Optional.of(option.substring(0, start) + String.join(",", parts)) : Optional.empty();
	}

	/** -Xlog:what:output:decorators:options, where a path may be quoted. */
	private static String log(String option, long generation) {
		List<String> parts = split(option, ':');
		if (parts.size() < 3) {
			return option;
		}
		String output = parts.get(2);
		if (output.isEmpty() || output.equals("stdout") || output.equals("stderr")) {
			return option;
		}
		String path = output.startsWith("file=") ? output.substring(5) : output;
		parts.set(2, "file=" + numbered(path, generation));
		return String.join(":", parts);
	}

	private static String recording(String option, long generation) {
		int start = "-XX:StartFlightRecording".length() + 1;
		if (option.length() <= start) {
			return option;
		}
		List<String> parts = split(option.substring(start), ',');
		parts.replaceAll((part) -> part.startsWith("filename=")
				? "filename=" + numbered(part.substring("filename=".length()), generation) : part);
		return option.substring(0, start) + String.join(",", parts);
	}

	/** The generation goes before the extension, unless the name is unique by itself. */
	static String numbered(String path, long generation) {
		String quote = path.endsWith("\"") ? "\"" : "";
		String plain = path.substring(0, path.length() - quote.length());
		if (plain.contains("%p") || plain.isEmpty() || plain.startsWith("/dev/") || isDirectory(plain)) {
			return path;
		}
		int dot = plain.lastIndexOf('.');
		int split = (dot > plain.lastIndexOf('/') + 1) ? dot : plain.length();
		String name = EARLIER_GENERATION.matcher(plain.substring(0, split)).replaceFirst("");
		return name + "-g" + generation + plain.substring(split) + quote;
	}

	/** There the JVM itself puts the pid into the name. */
	private static boolean isDirectory(String path) {
		return path.endsWith("/") || Files.isDirectory(Path.of(path));
	}

	private static List<String> split(String text, char separator) {
		List<String> parts = new ArrayList<>();
		boolean quoted = false;
		int start = 0;
		for (int index = 0; index < text.length(); index++) {
			char next = text.charAt(index);
			quoted ^= next == '"';
			if (next == separator && !quoted) {
				parts.add(text.substring(start, index));
				start = index + 1;
			}
		}
		parts.add(text.substring(start));
		return parts;
	}

}
