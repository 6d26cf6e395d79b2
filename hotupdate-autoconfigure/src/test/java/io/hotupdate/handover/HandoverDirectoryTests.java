package io.hotupdate.handover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link HandoverDirectory}.
 */
class HandoverDirectoryTests {

	@TempDir
	Path runtime;

	@Test
	void directoryIsForItsOwnerOnly() throws Exception {
		HandoverDirectory directory = HandoverDirectory.create(this.runtime, 7);
		assertThat(directory.path()).isEqualTo(this.runtime.resolve("7"));
		assertThat(permissions(directory.path())).isEqualTo("rwx------");
		assertThat(directory.control()).isNotEqualTo(directory.descriptors()).isNotEqualTo(directory.warmUp());
	}

	@Test
	void tokenIsForItsOwnerOnlyAndCanBeTakenOnce() throws Exception {
		HandoverDirectory directory = HandoverDirectory.create(this.runtime, 7);
		String token = directory.writeToken();
		assertThat(token).matches("[0-9a-f]{64}");
		try (Stream<Path> files = Files.list(directory.path())) {
			assertThat(files.toList()).singleElement()
				.satisfies((file) -> assertThat(permissions(file)).isEqualTo("rw-------"));
		}
		assertThat(directory.takeToken()).isEqualTo(token);
		assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(directory::takeToken);
		assertThat(directory.path()).isEmptyDirectory();
	}

	@Test
	void eachTokenIsAnother() {
		String first = HandoverDirectory.create(this.runtime, 7).writeToken();
		assertThat(HandoverDirectory.create(this.runtime, 7).writeToken()).isNotEqualTo(first);
	}

	@Test
	void tokenIsNotWrittenOverAnotherFile() throws Exception {
		HandoverDirectory directory = HandoverDirectory.create(this.runtime, 7);
		directory.writeToken();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(directory::writeToken);
	}

	@Test
	void leftoversOfADeadProcessAreRemoved() throws Exception {
		HandoverDirectory left = HandoverDirectory.create(this.runtime, 7);
		left.writeToken();
		Files.createFile(left.control());
		Files.createFile(left.descriptors());
		Files.createFile(left.warmUp());
		assertThat(HandoverDirectory.create(this.runtime, 7).path()).isEmptyDirectory();
	}

	@Test
	void nothingIsLeftAfterDelete() {
		HandoverDirectory directory = HandoverDirectory.create(this.runtime, 7);
		directory.writeToken();
		directory.delete();
		assertThat(directory.path()).doesNotExist();
		directory.delete();
		assertThat(this.runtime).isEmptyDirectory();
	}

	@Test
	void filesOfOthersAreNotDeleted() throws Exception {
		HandoverDirectory directory = HandoverDirectory.create(this.runtime, 7);
		Path other = Files.createFile(directory.path().resolve("other"));
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(directory::delete);
		assertThat(other).exists();
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

}
