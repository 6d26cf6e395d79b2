package io.hotupdate.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.hotupdate.process.ProcessIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class RosterTests {

	private static final ProcessIdentity SELF = ProcessIdentity.current();

	@TempDir
	Path folder;

	@Test
	void listIsEmptyWhereThereIsNone() throws IOException {
		assertThat(roster().living()).isEmpty();
	}

	@Test
	void onlyThoseThatLiveAreThere() throws Exception {
		Process ended = new ProcessBuilder("true").start();
		ProcessIdentity dead = new ProcessIdentity(ended.pid(), 1);
		ended.waitFor();
		roster().write(List.of(dead, SELF, new ProcessIdentity(ended.pid(), -1)));
		assertThat(roster().living()).containsExactly(SELF);
	}

	@Test
	void anotherProcessWithThePidOfADeadOneIsNone() throws IOException {
		roster().write(List.of(new ProcessIdentity(SELF.pid(), SELF.startTime() - 1)));
		assertThat(roster().living()).isEmpty();
	}

	@Test
	void laterListReplacesTheEarlierOne() throws IOException {
		roster().write(List.of(SELF));
		roster().write(List.of());
		assertThat(roster().living()).isEmpty();
		assertThat(this.folder).isDirectoryContaining("glob:**/generations");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n\n", "garbage", "12", "12 ", " 12 34", "12 34 56", "-1 5", "1e3 5",
			"99999999999999999999999 1", "\u0000\u0000\u0000\u0000", "\u00e4\u00ff\u00fe" })
	void damagedLineIsPassedOver(String line) throws IOException {
		Files.write(file(), (line + "\n" + SELF.pid() + " " + SELF.startTime() + "\n" + line)
			.getBytes(StandardCharsets.ISO_8859_1));
		assertThat(roster().living()).containsExactly(SELF);
	}

	@Test
	void nothingIsLeftWhenItIsDeleted() throws IOException {
		roster().write(List.of(SELF));
		Files.writeString(this.folder.resolve("generations.tmp"), "what a full disk has left");
		roster().delete();
		roster().delete();
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void directoryThatIsGoneIsAnError() throws IOException {
		Files.delete(this.folder);
		assertThatIOException().isThrownBy(() -> roster().write(List.of(SELF)));
		Files.createDirectory(this.folder);
	}

	private Roster roster() {
		return new Roster(file());
	}

	private Path file() {
		return this.folder.resolve("generations");
	}

}
