package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A file of the store that does not hold what it should.
 */
final class DamagedFileException extends IOException {

	private static final long serialVersionUID = 1L;

	DamagedFileException(Path file, @Nullable Throwable cause) {
		super(file + " is damaged", cause);
	}

}
