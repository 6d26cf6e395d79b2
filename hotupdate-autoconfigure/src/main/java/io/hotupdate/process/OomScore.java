package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel goes by when it has to kill a process for want of memory. A generation
 * that has not proved itself goes first, so that the one that can take back lives on.
 */
public final class OomScore {

	/** The highest: before any process that has not set it too. */
	private static final String FIRST = "1000";

	private static final OomScore OF_THIS_PROCESS = new OomScore(Path.of("/proc/self/oom_score_adj"));

	private final Path file;

	private @Nullable String former;

	OomScore(Path file) {
		this.file = file;
	}

	/**
	 * That of this process.
	 * @return the score
	 */
	public static OomScore ofThisProcess() {
		return OF_THIS_PROCESS;
	}

	/**
	 * Become the kernel's first choice. Everyone may raise the own score; where there is
	 * none nothing happens.
	 */
	public synchronized void raise() {
		if (this.former != null || !Files.isWritable(this.file)) {
			return;
		}
		try {
			String former = Files.readString(this.file).strip();
			Files.writeString(this.file, FIRST, StandardOpenOption.WRITE);
			this.former = former;
		}
		catch (IOException ex) {
			log("could not be raised", ex);
		}
	}

	/** Become a process like any other again. */
	public synchronized void restore() {
		if (this.former == null) {
			return;
		}
		try {
			Files.writeString(this.file, this.former, StandardOpenOption.WRITE);
			this.former = null;
		}
		catch (IOException ex) {
			log("could not be put back", ex);
		}
	}

	/** No constant: this class is used before the log is there. */
	private static void log(String what, IOException cause) {
		Logger logger = LoggerFactory.getLogger(OomScore.class);
		logger.info("The OOM score of this process {}: {}", what, cause.toString());
	}

}
