package io.hotupdate.handover;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import io.hotupdate.Release;
import io.hotupdate.process.SuccessorProcess;

/**
 * How the process of a successor comes to be.
 */
@FunctionalInterface
interface Launcher {

	/**
	 * Have a process report in a directory.
	 * @param start what it is to be
	 * @param differences is told how its command line differs
	 * @return the process
	 * @throws IOException if it cannot be had
	 */
	SuccessorProcess launch(Start start, Consumer<List<String>> differences) throws IOException;

	/**
	 * What a process is to be.
	 *
	 * @param release the release that it runs
	 * @param number its number
	 * @param directory where it meets its predecessor
	 * @param temporaryDirectory a directory of its own
	 */
	record Start(Release release, long number, HandoverDirectory directory, Path temporaryDirectory) {

	}

}
