package io.hotupdate.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.hotupdate.Handover.Finding;
import io.hotupdate.UpdateException;

/**
 * What the way this instance was started means for an update, and what two generations
 * cannot both have of it: {@link SuccessorCommand} renames it for a successor, or leaves
 * it out.
 */
public final class CommandFindings {

	/**
	 * The Prometheus agent's {@code =[host:]port:file} and the {@code port=} of others.
	 */
	private static final Pattern AGENT_PORT = Pattern
		.compile("-javaagent:.*(=([\\w.*-]+:)?\\d{2,5}(:.*)?|[=,]port=[1-9]\\d*.*)");

	private CommandFindings() {
	}

	/**
	 * Look at the command without starting anything.
	 * @param original how this instance was started
	 * @param settings what the user wants to differ
	 * @param overlap whether two generations run at a time
	 * @return what was found, the blocking ones first
	 */
	public static List<Finding> of(OriginalCommand original, ProcessSettings settings, boolean overlap) {
		List<Finding> findings = new ArrayList<>();
		List<String> options = new ArrayList<>();
		blocking(findings, "NOT_JAVA_JAR", () -> {
			// with every argument file in its place, to see what is in them
			options.addAll(CommandLine.parse(original, (token) -> true).jvmOptions());
		});
		Path environmentFile = settings.environmentFile();
		if (environmentFile != null) {
			blocking(findings, "ENVIRONMENT_FILE",
					() -> EnvironmentFile.read(original.directory().resolve(environmentFile)));
		}
		blocking(findings, "NO_JAVA", () -> {
			JavaExecutable java = JavaExecutable.find(settings.javaHome(), Path.of(System.getProperty("java.home")),
					original.environment());
			if (!java.running() && settings.javaHome() == null) {
				findings
					.add(Finding.warning("JAVA_MOVED", "A successor runs " + java.path() + ", from " + java.source(),
							"Restore the installation or set hotupdate.process.java-home"));
			}
		});
		if (SpawnHelper.isInTheWay()) {
			findings.add(0, Finding.blocking("JAVA_MOVED_HELPER", SpawnHelper.inTheWay(),
					"Perhaps you should " + SpawnHelper.REMEDY));
		}
		options.addAll(settings.jvmOptions());
		for (String variable : List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")) {
			options.addAll(ArgumentFile.words(original.environment().getOrDefault(variable, "")));
		}
		if (overlap) {
			ports(options, findings);
			files(options, findings);
		}
		return findings;
	}

	private static void ports(List<String> options, List<Finding> findings) {
		options.stream()
			.filter(ClashingOption::isManagementPort)
			.findFirst()
			.ifPresent((option) -> findings.add(Finding.warning("JMX_PORT",
					"The JMX port does not cross: a successor runs without " + Masked.of(option),
					"After an update run 'jcmd <pid> ManagementAgent.start jmxremote.port=<port>', or read the"
							+ " actuator's metrics instead")));
		options.stream()
			.filter(ClashingOption::isDebugger)
			.forEach((option) -> findings.add(Finding.warning("DEBUG_PORT",
					"The debugger's port does not cross: a successor " + ClashingOption.rewrite(option, 0)
						.map((free) -> "listens on a free one, as its output says, instead of ")
						.orElse("runs without ") + Masked.of(option),
					"Perhaps you should attach the debugger anew after an update")));
		options.stream()
			.filter((option) -> AGENT_PORT.matcher(option).matches())
			.forEach((option) -> findings.add(Finding.warning("AGENT_PORT",
					"An agent seems to listen on a port of its own, which two generations cannot both have: "
							+ Masked.of(option),
					"Give the agent port 0 or a Unix socket, or leave it out: the actuator's /prometheus crosses with"
							+ " the application's listener")));
	}

	private static void files(List<String> options, List<Finding> findings) {
		options.stream().filter(ClashingOption::isExclusiveFile).forEach((option) -> {
			boolean renamed = ClashingOption.rewrite(option, 0).isPresent();
			findings.add(Finding.warning("EXCLUSIVE_FILE",
					"Two generations cannot both write the file of " + Masked.of(option) + ": a successor "
							+ (renamed ? "puts -g and its generation before the extension"
									: "runs without this option"),
					renamed ? "Perhaps you should let whatever collects the file take those with -g* in the name too"
							: "Perhaps you should make the archive in the build, and only read it here"));
		});
	}

	private static void blocking(List<Finding> findings, String code, Runnable check) {
		try {
			check.run();
		}
		catch (UpdateException ex) {
			String[] parts = String.valueOf(ex.getMessage()).split("; perhaps you should ", 2);
			String remedy = (parts.length > 1) ? "Perhaps you should " + parts[1] : "";
			findings.add(0, Finding.blocking(code, parts[0], remedy));
		}
	}

}
