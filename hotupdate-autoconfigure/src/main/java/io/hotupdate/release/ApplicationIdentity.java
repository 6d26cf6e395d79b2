package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Which application a jar holds, in which version.
 *
 * @param group the group, {@code null} if the jar does not say
 * @param artifact the artifact
 * @param version the version
 */
public record ApplicationIdentity(@Nullable String group, String artifact, String version) {

	/**
	 * Read it from a Spring Boot jar: from {@code META-INF/build-info.properties}, else
	 * from the manifest ({@code Implementation-Title}, {@code Implementation-Vendor-Id},
	 * {@code Implementation-Version}). Nothing of the jar is loaded.
	 * @param jar the jar
	 * @return the identity, empty if the jar does not say or cannot be read
	 */
	public static Optional<ApplicationIdentity> of(Path jar) {
		try (BootJar opened = BootJar.open(jar)) {
			return opened.identity();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	/**
	 * Whether this is the same application, in whichever version.
	 * @param other the other one
	 * @return {@code true} if the artifacts are the same, and the groups if both are
	 * known
	 */
	public boolean isSameApplication(ApplicationIdentity other) {
		boolean sameGroup = this.group == null || other.group == null || this.group.equals(other.group);
		return sameGroup && this.artifact.equals(other.artifact);
	}

	@Override
	public String toString() {
		return ((this.group != null) ? this.group + ":" : "") + this.artifact + ":" + this.version;
	}

}
