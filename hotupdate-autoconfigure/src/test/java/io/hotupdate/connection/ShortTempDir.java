package io.hotupdate.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Temporary directories whose path is short enough for a Unix domain socket, wherever
 * {@code java.io.tmpdir} is.
 */
public final class ShortTempDir implements TempDirFactory {

	@Override
	public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
		return Files.createTempDirectory(Path.of("/tmp"), "hu");
	}

}
