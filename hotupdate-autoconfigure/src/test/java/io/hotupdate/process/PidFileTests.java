package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class PidFileTests {

	@TempDir
	Path directory;

	@Test
	void readerAlwaysFindsOneOfThePids() throws Exception {
		PidFile file = new PidFile(this.directory.resolve("run").resolve("app.pid"));
		file.write(7);
		AtomicBoolean done = new AtomicBoolean();
		CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
			int reads = 0;
			while (!done.get() || reads == 0) {
				assertThat(content(file)).isIn("7", "1234567");
				reads++;
			}
			return reads;
		});
		for (int i = 0; i < 500; i++) {
			file.write((i % 2 == 0) ? 1234567 : 7);
		}
		done.set(true);
		assertThat(reader.get()).isPositive();
		assertThat(this.directory.resolve("run")).isDirectoryContaining("glob:**/app.pid")
			.isDirectoryNotContaining("glob:**/.app*");
	}

	@Test
	void deletedOnlyWhileItNamesTheProcess() throws Exception {
		PidFile file = new PidFile(this.directory.resolve("app.pid"));
		file.write(8);
		file.delete(7);
		assertThat(file.path()).hasContent("8");
		file.delete(8);
		assertThat(file.path()).doesNotExist();
		file.delete(8);
	}

	@Test
	void whatWasThereStaysWhenItCannotBeWritten() throws Exception {
		Path occupied = Files.createDirectory(this.directory.resolve("app.pid"));
		Files.createFile(occupied.resolve("content"));
		assertThatIOException().isThrownBy(() -> new PidFile(occupied).write(7));
		assertThat(occupied.resolve("content")).exists();
		assertThat(this.directory).isDirectoryNotContaining("glob:**/.app*");
	}

	private static String content(PidFile file) {
		try {
			return Files.readString(file.path());
		}
		catch (IOException ex) {
			throw new AssertionError("The file is missing", ex);
		}
	}

}
