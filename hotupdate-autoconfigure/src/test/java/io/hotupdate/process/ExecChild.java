package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Replaces itself by its own class with other arguments, which then tells what it got.
 */
final class ExecChild {

	private ExecChild() {
	}

	public static void main(String[] args) throws IOException {
		if ("told".equals(args[0])) {
			tell(args);
			return;
		}
		Map<String, String> environment = new TreeMap<>(System.getenv());
		environment.put("NEW_VARIABLE", "with space and = ä");
		if ("missing".equals(args[0])) {
			try {
				Exec.replace(List.of("/nowhere/bin/java"), environment);
			}
			catch (IOException ex) {
				System.out.println("failed: " + ex.getMessage());
			}
			return;
		}
		System.out.println("pid " + ProcessHandle.current().pid());
		List<String> command = new ArrayList<>(Jvm.command(ExecChild.class, "told", "two words", "", "ü\"'\\"));
		command.add(1, "-Dsun.jnu.encoding=" + System.getProperty("sun.jnu.encoding"));
		Exec.replace(command, environment);
	}

	private static void tell(String[] args) throws IOException {
		System.out.println("pid " + ProcessHandle.current().pid());
		System.out.println("args " + Arrays.asList(args));
		System.out.println("variable " + System.getenv("NEW_VARIABLE"));
		for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
			if (line.startsWith("SigBlk")) {
				System.out.println(line.replaceAll("\\s+", " "));
			}
		}
	}

}
