package io.hotupdate.supervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The command line and the environment of a supervisor's own small Java.
 *
 * @param command the command line
 * @param environment the whole environment
 */
public record SupervisorCommand(List<String> command, Map<String, String> environment) {

	/** Where the sockets are. */
	static final String DIRECTORY = "hotupdate.supervisor.directory";

	/** Variables that are the supervisor's business and not a generation's. */
	static final Set<String> OWN_VARIABLES = Set.of("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS",
			"LISTEN_PID", "LISTEN_FDNAMES");

	/** Would put the application's agents and heap into the supervisor too. */
	private static final Set<String> OPTION_VARIABLES = Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	private static final String KEPT = "HOTUPDATE_KEPT_";

	/**
	 * Small defaults: a collector without threads of its own, no compiler for the little
	 * that there is to run, and no heap to speak of.
	 */
	private static final List<String> DEFAULTS = List.of("-XX:+UseSerialGC", "-Xms4m", "-Xmx24m", "-Xss256k", "-Xint",
			"-XX:MaxMetaspaceSize=48m", "-XX:-UsePerfData", "-Xshare:auto");

	/**
	 * Create a command.
	 */
	public SupervisorCommand {
		command = List.copyOf(command);
		environment = Map.copyOf(environment);
	}

	/**
	 * The command of a supervisor.
	 * @param java the program
	 * @param jvmArgs the user's own options, which win over the defaults
	 * @param classPath what the supervisor needs
	 * @param directory where the sockets are
	 * @param temporary a directory of the supervisor's own
	 * @param settings system properties
	 * @param instance how the instance was started
	 * @param environment the environment of this process
	 * @return the command
	 */
	public static SupervisorCommand of(Path java, List<String> jvmArgs, List<Path> classPath, Path directory,
			Path temporary, Map<String, String> settings, List<String> instance, Map<String, String> environment) {
		List<String> command = new ArrayList<>();
		command.add(java.toString());
		command.addAll(DEFAULTS);
		if (Runtime.version().feature() >= 22) {
			command.add("--enable-native-access=ALL-UNNAMED");
		}
		command.addAll(jvmArgs);
		command.add("-D" + DIRECTORY + "=" + directory);
		command.add("-Dslf4j.provider=" + ConsoleLogging.class.getName());
		command.add("-Djava.io.tmpdir=" + temporary);
		command.add("-Djna.tmpdir=" + temporary);
		new TreeMap<>(settings).forEach((name, value) -> command.add("-D" + name + "=" + value));
		command.add("-cp");
		command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(":")));
		command.add(SupervisorMain.class.getName());
		command.addAll(instance);
		Map<String, String> own = new HashMap<>(environment);
		for (String variable : OPTION_VARIABLES) {
			String value = own.remove(variable);
			if (value != null) {
				own.put(KEPT + variable, value);
			}
		}
		return new SupervisorCommand(command, own);
	}

	/** The environment of the instance, made of that of a supervisor. */
	static Map<String, String> instance(Map<String, String> supervisor) {
		Map<String, String> environment = new HashMap<>(supervisor);
		restored(supervisor).forEach(environment::put);
		environment.keySet().removeIf((name) -> name.startsWith(KEPT));
		return environment;
	}

	static Map<String, String> restored(Map<String, String> supervisor) {
		return supervisor.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(KEPT))
			.collect(Collectors.toMap((entry) -> entry.getKey().substring(KEPT.length()), Map.Entry::getValue));
	}

}
