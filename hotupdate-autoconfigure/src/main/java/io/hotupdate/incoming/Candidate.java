package io.hotupdate.incoming;

import java.util.Comparator;

import io.hotupdate.Version;

/**
 * A jar of this application that is newer than what serves.
 *
 * @param file the jar
 * @param version the version in it
 */
record Candidate(IncomingFile file, Version version) {

	/** The highest version first. */
	static final Comparator<Candidate> NEWEST = Comparator.comparing(Candidate::version)
		.reversed()
		.thenComparing((candidate) -> candidate.file().name());

}
