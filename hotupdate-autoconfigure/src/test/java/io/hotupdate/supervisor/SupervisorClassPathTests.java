package io.hotupdate.supervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class SupervisorClassPathTests {

	@TempDir
	Path folder;

	@Test
	void jarsOfThisProcessAreFound() throws IOException {
		List<Path> path = SupervisorClassPath.in(this.folder);
		assertThat(path).hasSize(3).allSatisfy((one) -> assertThat(one).exists());
		assertThat(path.get(1).toString()).contains("jna");
		assertThat(path.get(2).toString()).contains("slf4j-api");
		assertThat(this.folder).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "my app", "1.0+build", "100%", "ümläut €" })
	void jarInAnotherIsCopiedOut(String name) throws IOException {
		Path jar = jar(Files.createDirectory(this.folder.resolve(name)).resolve("app.jar"), "first");
		Path target = this.folder.resolve("supervisor");
		Path copy = SupervisorClassPath.found(nested(jar, "BOOT-INF/lib/x-1.0.jar"), target);
		assertThat(copy).isEqualTo(target.resolve("x-1.0.jar")).hasContent("first");
		jar(jar, "second");
		assertThat(SupervisorClassPath.found(nested(jar, "BOOT-INF/lib/x-1.0.jar"), target)).isEqualTo(copy)
			.hasContent("second");
		assertThat(target).isDirectoryNotContaining("glob:**.tmp");
	}

	@ParameterizedTest
	@ValueSource(strings = { "my app", "1.0+build", "100%" })
	void jarOfItsOwnIsUsedWhereItIs(String name) throws IOException {
		Path jar = Files.writeString(Files.createDirectory(this.folder.resolve(name)).resolve("a.jar"), "jar");
		assertThat(SupervisorClassPath.found(jar.toUri().toURL(), this.folder)).isEqualTo(jar);
	}

	@Test
	void jarThatIsNotInTheOtherIsNamed() throws IOException {
		Path jar = jar(this.folder.resolve("app.jar"), "first");
		assertThatIOException()
			.isThrownBy(() -> SupervisorClassPath.found(nested(jar, "BOOT-INF/lib/y.jar"), this.folder))
			.withMessage("There is no BOOT-INF/lib/y.jar in " + jar);
	}

	private static Path jar(Path jar, String content) throws IOException {
		try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream zip = new ZipOutputStream(file)) {
			zip.putNextEntry(new ZipEntry("BOOT-INF/lib/x-1.0.jar"));
			zip.write(content.getBytes(StandardCharsets.UTF_8));
			zip.closeEntry();
		}
		return jar;
	}

	/** As Spring Boot's launcher writes it. */
	private static URL nested(Path jar, String entry) throws IOException {
		String path = jar.toUri().getRawPath().replace("!", "%21");
		return new URL(null, "jar:nested:" + path + "/!" + entry + "!/", new URLStreamHandler() {
			@Override
			protected URLConnection openConnection(URL url) throws IOException {
				throw new IOException("Not to be opened");
			}
		});
	}

}
