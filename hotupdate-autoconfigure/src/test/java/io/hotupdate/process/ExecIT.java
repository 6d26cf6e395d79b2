package io.hotupdate.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExecIT {

	@Test
	void newProgramRunsWithTheSamePidItsArgumentsAndEnvironment() throws Exception {
		Process child = start("replace");
		List<String> lines = child.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(child.waitFor()).isZero();
		assertThat(lines).containsSubsequence("pid " + child.pid(), "pid " + child.pid(),
				"args [told, two words, , ü\"'\\]", "variable with space and = ä", "SigBlk: 0000000000000000");
	}

	@Test
	void programGoesOnWhenTheNewOneCannotBeRun() throws Exception {
		Process child = start("missing");
		List<String> lines = child.inputReader(StandardCharsets.UTF_8).lines().toList();
		assertThat(child.waitFor()).isZero();
		assertThat(lines).singleElement().asString().contains("failed: execve /nowhere/bin/java").contains("errno 2");
	}

	private static Process start(String argument) throws IOException {
		List<String> command = Jvm.command(ExecChild.class, argument);
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().put("LC_ALL", "C.UTF-8");
		builder.environment().put("JAVA_TOOL_OPTIONS", "-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8");
		return builder.start();
	}

}
