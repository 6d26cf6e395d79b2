package io.hotupdate.process;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port: the calls that an operating system consists of here.
 */
interface ProcessCalls {

	/** Why this process cannot be replaced, as far as it shows before it is tried. */
	Optional<String> cannotReplace();

	/** Replace the program of this process. It returns only by throwing. */
	void replace(List<String> command, Map<String, String> environment) throws IOException;

	/** Run a child to its end and tell its exit code. */
	int run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException;

	/** End this process without its shutdown hooks. */
	void halt(int code);

	/** The children of a process, and theirs. */
	List<ProcessIdentity> descendants(ProcessIdentity process);

	/** End one process. */
	void kill(ProcessIdentity process);

}
