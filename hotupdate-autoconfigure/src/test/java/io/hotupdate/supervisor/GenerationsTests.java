package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.process.SuccessorProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Real processes.
 */
@Timeout(120)
class GenerationsTests {

	private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

	@TempDir
	Path folder;

	@Test
	void processHasWhatItIsToHaveAndItsEndIsTold() throws Exception {
		Path directory = Files.createDirectory(this.folder.resolve("my app"));
		SuccessorCommand command = command("pwd > out; env >> out; echo \"$1\" >> out; exit 7", directory,
				Map.of("A", "b c", "NOTIFY_SOCKET", "/run/notify"));
		SuccessorProcess process = generations("generations").launch(command,
				(pid, code) -> this.ended.add(pid + " " + code));
		assertThat(this.ended.poll(60, TimeUnit.SECONDS)).isEqualTo(process.pid() + " 7");
		assertThat(Files.readAllLines(directory.resolve("out")))
			.contains(directory.toRealPath().toString(), "A=b c", "JAVA_TOOL_OPTIONS=-Dkept",
					"-Dhotupdate.supervisor.socket=" + this.folder.resolve("s"))
			.noneMatch((line) -> line.startsWith("NOTIFY_SOCKET"))
			.noneMatch((line) -> line.startsWith("HOME="));
	}

	@Test
	void killedProcessHasTheCodeOfItsSignal() throws Exception {
		Generations generations = generations("generations");
		SuccessorProcess process = generations.launch(command("exec sleep 600", this.folder, Map.of()),
				(pid, code) -> this.ended.add(pid + " " + code));
		generations.signal(process, "TERM");
		assertThat(this.ended.poll(60, TimeUnit.SECONDS)).isEqualTo(process.pid() + " 143");
		generations.signal(process, "TERM");
	}

	@Test
	void whatCannotBeStartedIsAnErrorWhateverTheReason() {
		Generations generations = generations("generations");
		SuccessorCommand good = command("exit 0", this.folder, Map.of());
		for (SuccessorCommand bad : List.of(
				new SuccessorCommand(List.of("/no/such/java"), Map.of(), this.folder, List.of()),
				new SuccessorCommand(good.command(), Map.of(), this.folder.resolve("gone"), List.of()),
				new SuccessorCommand(good.command(), Map.of("A=B", "c"), this.folder, List.of()),
				new SuccessorCommand(good.command(), Map.of("A", "\u0000"), this.folder, List.of()))) {
			assertThatIOException().isThrownBy(() -> generations.launch(bad, (pid, code) -> this.ended.add("ended")))
				.withMessageNotContaining("null");
		}
		assertThat(this.ended).isEmpty();
	}

	@Test
	void endOfAProcessThatIsNobodysChildIsTold() throws Exception {
		Process process = new ProcessBuilder("sleep", "600").start();
		try {
			ProcessIdentity identity = ProcessIdentity.of(process.pid()).orElseThrow();
			assertThat(generations("generations").watch(identity, () -> this.ended.add("ended")).isAlive()).isTrue();
			assertThat(this.ended.poll(200, TimeUnit.MILLISECONDS)).isNull();
		}
		finally {
			process.destroyForcibly().waitFor();
		}
		assertThat(this.ended.poll(60, TimeUnit.SECONDS)).isEqualTo("ended");
	}

	@Test
	void listIsKeptForTheNextSupervisor() throws IOException {
		Generations generations = generations("generations");
		generations.record(List.of(SuccessorProcess.of(ProcessIdentity.current())));
		assertThat(new Roster(this.folder.resolve("generations")).living()).containsExactly(ProcessIdentity.current());
	}

	@Test
	void listThatCannotBeWrittenHindersNothing() {
		generations("gone/generations").record(List.of(SuccessorProcess.of(ProcessIdentity.current())));
		assertThat(this.folder.resolve("gone")).doesNotExist();
	}

	private Generations generations(String roster) {
		return new Generations(this.folder.resolve("s"), new Roster(this.folder.resolve(roster)),
				Map.of("JAVA_TOOL_OPTIONS", "-Dkept"));
	}

	/** A program that is given the option first, as Java is. */
	private SuccessorCommand command(String script, Path directory, Map<String, String> environment) {
		try {
			Path program = Files.writeString(this.folder.resolve("program"), "#!/bin/sh\n" + script + "\n");
			program.toFile().setExecutable(true);
			return new SuccessorCommand(List.of(program.toString()), environment, directory, List.of());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
