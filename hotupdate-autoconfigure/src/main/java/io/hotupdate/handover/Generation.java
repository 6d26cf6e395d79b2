package io.hotupdate.handover;

import java.nio.file.Path;
import java.time.Instant;

import io.hotupdate.GenerationInfo;
import io.hotupdate.Version;

/**
 * This JVM process as a generation of the instance.
 *
 * @param number its number
 * @param pid its process id
 * @param version the version it runs
 * @param since when it was started
 * @param temporaryDirectory a directory of its own
 */
public record Generation(long number, long pid, Version version, Instant since, Path temporaryDirectory) {

	/** Tells a successor its number. */
	static final String PROPERTY = "hotupdate.generation";

	/**
	 * How this generation is shown.
	 * @param role what it is for
	 * @param gate whether it takes connections
	 * @return the info
	 */
	public GenerationInfo as(GenerationInfo.Role role, GenerationInfo.Gate gate) {
		return as(new GenerationInfo(this.number, this.pid, this.version.value(), role, gate, this.since), role, gate);
	}

	static GenerationInfo as(GenerationInfo info, GenerationInfo.Role role, GenerationInfo.Gate gate) {
		return new GenerationInfo(info.number(), info.pid(), info.version(), role, gate, info.since());
	}

}
