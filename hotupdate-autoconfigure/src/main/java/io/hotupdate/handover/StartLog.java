package io.hotupdate.handover;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The log lines of a successor's start, kept in its temporary directory until it serves,
 * so that its predecessor can say why it failed however it died.
 */
public final class StartLog {

	private static final int LINES = 100;

	private static final Charset CHARSET = StandardCharsets.UTF_8;

	private static final String ANALYSIS = "APPLICATION FAILED TO START";

	private StartLog() {
	}

	/**
	 * The file of a generation.
	 * @param temporaryDirectory its temporary directory
	 * @return the file
	 */
	public static Path in(Path temporaryDirectory) {
		return temporaryDirectory.resolve("start.log");
	}

	/**
	 * The file of this process, a successor.
	 * @return the file
	 */
	public static Path ofThisProcess() {
		return in(Path.of(System.getProperty("java.io.tmpdir")));
	}

	/**
	 * What is worth telling of a failed start: the failure analysis where there is one,
	 * and the last 100 lines.
	 */
	static String tell(Path temporaryDirectory) {
		Path file = in(temporaryDirectory);
		if (!Files.isRegularFile(file)) {
			return "Nothing of its log was kept; what it wrote went to its own output or to the output of this process";
		}
		try {
			List<String> lines = new String(Files.readAllBytes(file), CHARSET).lines().toList();
			int analysis = lines.indexOf(ANALYSIS);
			List<String> tail = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
			String last = "Its last log lines:\n" + String.join("\n", tail);
			return (analysis < 0) ? last : "Its failure analysis:\n" + analysis(lines, analysis) + "\n" + last;
		}
		catch (IOException ex) {
			return "Its log cannot be read: " + ex.getMessage();
		}
	}

	private static String analysis(List<String> lines, int begin) {
		return String.join("\n", lines.subList(begin, Math.min(lines.size(), begin + 25))).strip();
	}

}
