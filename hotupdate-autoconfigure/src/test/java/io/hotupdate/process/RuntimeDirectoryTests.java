package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RuntimeDirectoryTests {

	@TempDir
	Path directory;

	Path longHome;

	@BeforeEach
	void makeLongHome() throws IOException {
		this.longHome = Files.createDirectories(this.directory.resolve("x".repeat(80)));
	}

	@Test
	void runInAShortHome() throws IOException {
		RuntimeDirectory runtime = RuntimeDirectory.open(this.directory, Map.of());
		assertThat(runtime.path()).isEqualTo(this.directory.resolve("run"));
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runtime.path()))).isEqualTo("rwx------");
		assertThat(runtime.socket("handover-2147483647").toString().length()).isLessThan(90);
		assertThat(RuntimeDirectory.open(this.directory, Map.of()).path()).isEqualTo(runtime.path());
		assertThatIllegalArgumentException().isThrownBy(() -> runtime.socket("x".repeat(80)));
	}

	@Test
	void variablesForALongHome() throws IOException {
		String first = Files.createDirectory(this.directory.resolve("r")).toString();
		String second = Files.createDirectory(this.directory.resolve("x")).toString();
		assertThat(open(Map.of("RUNTIME_DIRECTORY", first + ":/other", "XDG_RUNTIME_DIR", second)).path().getParent())
			.hasToString(first);
		assertThat(open(Map.of("XDG_RUNTIME_DIR", second)).path().getParent()).hasToString(second);
		assertThat(open(Map.of("XDG_RUNTIME_DIR", "/nowhere")).path().getParent()).isEqualTo(this.directory);
		assertThat(open(Map.of()).path().getFileName().toString()).matches("hotupdate-\\d+-[0-9a-f]{12}");
	}

	@Test
	void linkIsRefused() throws IOException {
		Files.createSymbolicLink(this.directory.resolve("run"), this.longHome);
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> RuntimeDirectory.open(this.directory, Map.of()))
			.withMessageContaining("a link");
	}

	@Test
	void directoryThatOthersMayEnterIsRefused() throws IOException {
		Path path = Files.createDirectory(this.directory.resolve("run"));
		Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> RuntimeDirectory.open(this.directory, Map.of()))
			.withMessageContaining("rwxr-xr-x");
	}

	@Test
	void cleanUpLeavesWhatIsNeeded() throws IOException {
		RuntimeDirectory runtime = RuntimeDirectory.open(this.directory, Map.of());
		Files.createFile(runtime.socket("handover-1"));
		Files.createFile(runtime.socket("handover-2"));
		runtime.cleanUp((name) -> name.contains("-1"));
		assertThat(runtime.socket("handover-1")).doesNotExist();
		assertThat(runtime.socket("handover-2")).exists();
		runtime.cleanUp();
		assertThat(runtime.path()).doesNotExist();
		runtime.cleanUp();
	}

	private RuntimeDirectory open(Map<String, String> environment) throws IOException {
		return RuntimeDirectory.open(this.longHome, environment, this.directory);
	}

}
