package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipException;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;

/**
 * Proves from the outside that a jar is a release of this application. Nothing of the jar
 * is loaded or run.
 */
final class JarVerifier {

	/** Class-file version 45 was Java 1. */
	private static final int JAVA_ZERO = 44;

	private final ApplicationIdentity own;

	private final Supplier<Optional<RuntimeJava>> java;

	/**
	 * Create a verifier.
	 * @param own the application that runs
	 * @param java looks for the Java that will run a release; empty if its version is not
	 * known
	 */
	JarVerifier(ApplicationIdentity own, Supplier<Optional<RuntimeJava>> java) {
		this.own = own;
		this.java = java;
	}

	/**
	 * Check the jar.
	 * @param file the jar
	 * @param version the version that it must hold
	 * @throws UpdateException with the first thing that is wrong
	 */
	void verify(Path file, Version version) {
		try (BootJar jar = BootJar.open(file)) {
			requireExecutable(jar);
			requireIdentity(jar, version);
			requireJava(jar);
		}
		catch (ZipException | IllegalArgumentException ex) {
			throw notABootJar("it cannot be read as a jar: " + ex.getMessage(), ex);
		}
		catch (IOException ex) {
			throw notABootJar("it cannot be read: " + ex.getMessage(), ex);
		}
	}

	private void requireExecutable(BootJar jar) {
		jar.defect().ifPresent((defect) -> {
			throw notABootJar(defect, null);
		});
	}

	private void requireIdentity(BootJar jar, Version version) throws IOException {
		ApplicationIdentity found = jar.identity()
			.orElseThrow(() -> new UpdateException(Reason.OTHER_APPLICATION,
					"The jar does not say which application it is (this one is " + this.own
							+ "); perhaps you should add the build-info goal of spring-boot-maven-plugin, or"
							+ " springBoot { buildInfo() }, to its build"));
		if (!found.isSameApplication(this.own)) {
			throw new UpdateException(Reason.OTHER_APPLICATION,
					"The jar is " + found + ", this application is " + this.own
							+ "; perhaps you should check hotupdate.releases.location or the artifact of the request");
		}
		if (!found.version().equals(version.value())) {
			throw new UpdateException(Reason.WRONG_VERSION, "The jar holds version " + found.version() + " instead of "
					+ version + "; perhaps you should ask for " + found.version() + ", or publish the right jar");
		}
	}

	private void requireJava(BootJar jar) throws IOException {
		int needed = jar.classFileVersion() - JAVA_ZERO;
		this.java.get().filter((java) -> needed > java.feature()).ifPresent((java) -> {
			throw new UpdateException(Reason.JAVA_TOO_OLD,
					"The jar needs Java " + needed + ", and Java " + java.feature() + " would run it (" + java.source()
							+ "); perhaps you should build it with --release " + java.feature()
							+ ", or give hotupdate.process.java-home a newer Java");
		});
	}

	private static UpdateException notABootJar(String defect, @Nullable Throwable cause) {
		return new UpdateException(Reason.NOT_A_BOOT_JAR, "The file is not an executable Spring Boot jar: " + defect
				+ "; perhaps you should publish the one that the repackage goal (bootJar) makes", cause);
	}

}
