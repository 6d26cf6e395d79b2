package io.hotupdate.handover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartLog}.
 */
class StartLogTests {

	@TempDir
	Path directory;

	@Test
	void withoutALogItSaysWhereToLook() {
		assertThat(StartLog.tell(this.directory)).contains("Nothing of its log was kept", "output of this process");
	}

	@Test
	void theLast100LinesAreTold() throws Exception {
		write(lines(250));
		List<String> told = StartLog.tell(this.directory).lines().toList();
		assertThat(told).hasSize(101).first().isEqualTo("Its last log lines:");
		assertThat(told.get(1)).isEqualTo("line 151");
		assertThat(told.get(100)).isEqualTo("line 250");
	}

	@Test
	void fewLinesAreToldAll() throws Exception {
		write(lines(2));
		assertThat(StartLog.tell(this.directory)).isEqualTo("Its last log lines:\nline 1\nline 2");
	}

	@Test
	void failureAnalysisComesFirstHoweverLongAgo() throws Exception {
		List<String> analysis = List.of("***************************", "APPLICATION FAILED TO START",
				"***************************", "", "Description:", "", "Port 8080 was already in use.");
		List<String> all = new ArrayList<>(lines(3));
		all.addAll(analysis);
		all.addAll(lines(200));
		write(all);
		assertThat(StartLog.tell(this.directory)).startsWith("Its failure analysis:\nAPPLICATION FAILED TO START")
			.contains("Port 8080 was already in use.")
			.contains("\nIts last log lines:\n")
			.endsWith("line 200");
	}

	@Test
	void bytesThatAreNoTextDoNotHideTheRest() throws Exception {
		Files.write(StartLog.in(this.directory), new byte[] { (byte) 0xff, '\n', 'e', 'n', 'd' });
		assertThat(StartLog.tell(this.directory)).endsWith("\nend");
	}

	private static List<String> lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj((number) -> "line " + number).toList();
	}

	private void write(List<String> lines) throws IOException {
		Files.write(StartLog.in(this.directory), lines);
	}

}
