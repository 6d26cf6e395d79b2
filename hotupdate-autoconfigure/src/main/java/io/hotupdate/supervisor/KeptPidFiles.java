package io.hotupdate.supervisor;

import java.io.IOException;
import java.util.List;

import io.hotupdate.process.PidFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pid files of the instance: they name the supervisor, whichever generation serves or
 * has died, until it ends.
 */
final class KeptPidFiles {

	private static final Logger logger = LoggerFactory.getLogger(KeptPidFiles.class);

	private final long self = ProcessHandle.current().pid();

	private List<PidFile> files = List.of();

	/** Keep these, and no longer those that were kept. */
	void keep(List<PidFile> asked) {
		this.files.stream().filter((file) -> !asked.contains(file)).forEach(this::delete);
		this.files = List.copyOf(asked);
		this.files.forEach(this::write);
	}

	/** The instance ends. */
	void delete() {
		this.files.forEach(this::delete);
		this.files = List.of();
	}

	private void write(PidFile file) {
		try {
			file.write(this.self);
		}
		catch (IOException ex) {
			logger.warn("The pid file {} cannot be written; perhaps you should let the user that runs this"
					+ " application write its directory", file.path(), ex);
		}
	}

	private void delete(PidFile file) {
		try {
			file.delete(this.self);
		}
		catch (IOException ex) {
			logger.warn("The pid file {} cannot be deleted", file.path(), ex);
		}
	}

}
