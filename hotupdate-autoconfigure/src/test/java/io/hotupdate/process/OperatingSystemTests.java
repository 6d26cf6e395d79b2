package io.hotupdate.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link OperatingSystem} on fake ones, of each the calls in their order. Those
 * of Linux are made for real in {@link ExecIT}.
 */
class OperatingSystemTests {

	private static final List<String> COMMAND = List.of("/java", "-jar", "app.jar");

	private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "JAVA_MAIN_CLASS_42", "Main");

	private static final ProcessIdentity PROCESS = new ProcessIdentity(42, 1);

	private final FakeCalls calls = new FakeCalls();

	private final List<String> told = new ArrayList<>();

	@Test
	void linuxReplacesTheProcess() throws Exception {
		restart("Linux");
		assertThat(this.calls.made).startsWith("replace /java [A, JAVA_MAIN_CLASS_42]");
	}

	@Test
	void macOsReplacesTheProcessWithoutTheNotesOfItsLauncher() throws Exception {
		restart("Mac OS X");
		assertThat(this.calls.made).startsWith("replace /java [A]");
	}

	@Test
	void windowsRunsAChildAndEndsWithIt() throws Exception {
		restart("Windows Server 2022");
		assertThat(this.calls.made).containsExactly("run /java [A, JAVA_MAIN_CLASS_42]", "halt 3");
		assertThat(this.told).containsExactly("This system cannot replace a process");
	}

	@Test
	void unknownSystemRunsAChild() throws Exception {
		restart("FreeBSD");
		assertThat(this.calls.made).containsExactly("run /java [A, JAVA_MAIN_CLASS_42]", "halt 3");
	}

	@Test
	void childRunsWhereNothingNativeCanBeCalled() throws Exception {
		this.calls.cannot = "No JNA";
		for (String system : List.of("Linux", "Mac OS X")) {
			this.calls.made.clear();
			restart(system);
			assertThat(this.calls.made).hasSize(2).last().isEqualTo("halt 3");
			assertThat(this.told).last().isEqualTo("No JNA");
		}
	}

	@Test
	void childRunsWhenReplacingFails() throws Exception {
		this.calls.failure = new IOException("execve /java: no such file");
		restart("Linux");
		assertThat(this.calls.made).containsExactly("replace /java [A, JAVA_MAIN_CLASS_42]",
				"run /java [A, JAVA_MAIN_CLASS_42]", "halt 3");
		assertThat(this.told).containsExactly("execve /java: no such file");
	}

	@Test
	void processGoesOnWhenNothingCanBeStarted() {
		this.calls.cannot = "No JNA";
		this.calls.failure = new IOException("no such file");
		assertThatIOException().isThrownBy(() -> restart("Linux"));
		assertThatIOException().isThrownBy(() -> restart("Windows 11"));
		assertThat(this.calls.made).noneMatch((call) -> call.startsWith("halt"));
	}

	@Test
	void unixKillsTheProcessAlone() {
		for (String system : List.of("Linux", "Mac OS X")) {
			this.calls.made.clear();
			OperatingSystem.of(system, this.calls).immediateKill(PROCESS);
			assertThat(this.calls.made).containsExactly("kill 42");
		}
	}

	@Test
	void windowsKillsTheChildThatStandsForTheProcessToo() {
		OperatingSystem.of("Windows 11", this.calls).immediateKill(PROCESS);
		assertThat(this.calls.made).containsExactly("kill 42", "kill 43");
	}

	@Test
	void thisSystemKillsAProcess() throws Exception {
		Process process = new ProcessBuilder("sleep", "600").start();
		OperatingSystem.current().immediateKill(ProcessIdentity.of(process.pid()).orElseThrow());
		assertThat(process.waitFor()).isEqualTo(137);
	}

	private void restart(String system) throws IOException, InterruptedException {
		OperatingSystem.of(system, this.calls).safeRestart(COMMAND, ENVIRONMENT, this.told::add);
	}

	private static final class FakeCalls implements ProcessCalls {

		private final List<String> made = new ArrayList<>();

		private @Nullable String cannot;

		private @Nullable IOException failure;

		@Override
		public Optional<String> cannotReplace() {
			return Optional.ofNullable(this.cannot);
		}

		@Override
		public void replace(List<String> command, Map<String, String> environment) throws IOException {
			this.made.add("replace " + command.get(0) + " " + environment.keySet().stream().sorted().toList());
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public int run(List<String> command, Map<String, String> environment) throws IOException {
			this.made.add("run " + command.get(0) + " " + environment.keySet().stream().sorted().toList());
			if (this.failure != null && this.cannot != null) {
				throw this.failure;
			}
			return 3;
		}

		@Override
		public void halt(int code) {
			this.made.add("halt " + code);
		}

		@Override
		public List<ProcessIdentity> descendants(ProcessIdentity process) {
			return List.of(new ProcessIdentity(process.pid() + 1, 2));
		}

		@Override
		public void kill(ProcessIdentity process) {
			this.made.add("kill " + process.pid());
		}

	}

}
