package io.hotupdate.release;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;

/**
 * {@code maven:group:artifact} or {@code maven:group:artifact:classifier}, and where a
 * Maven repository keeps it.
 *
 * @param group the group
 * @param artifact the artifact
 * @param classifier the classifier
 */
record MavenCoordinates(String group, String artifact, @Nullable String classifier) {

	private static final Pattern SYNTAX = Pattern
		.compile("maven:([\\w-]+(?:\\.[\\w-]+)*):([\\w-]+(?:\\.[\\w-]+)*)(?::([\\w-]+))?");

	static boolean isMaven(String location) {
		return location.startsWith("maven:");
	}

	static MavenCoordinates of(String location) {
		Matcher matcher = SYNTAX.matcher(location);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"a Maven location is maven:group:artifact or maven:group:artifact:classifier");
		}
		return new MavenCoordinates(matcher.group(1), matcher.group(2), matcher.group(3));
	}

	/** The folder of all versions, relative to the repository. */
	String folder() {
		return this.group.replace('.', '/') + "/" + this.artifact + "/";
	}

	String path(Version version) {
		if (version.value().endsWith("-SNAPSHOT")) {
			throw new UpdateException(Reason.VERSION_INVALID, "Version " + version
					+ " is a snapshot, which is never the same twice; perhaps you should release it and ask for that version");
		}
		String suffix = (this.classifier != null) ? "-" + this.classifier : "";
		return folder() + version + "/" + this.artifact + "-" + version + suffix + ".jar";
	}

}
