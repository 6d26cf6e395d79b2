package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;

/**
 * Takes a jar that was started by hand into the store.
 */
final class Adoption {

	private final Store store;

	private final ReleaseFolder releases;

	Adoption(Store store, ReleaseFolder releases) {
		this.store = store;
		this.releases = releases;
	}

	Release adopt(Path jar, Version version) {
		Path copy = this.store.incoming().resolve(version.value() + ".adopt");
		try {
			return adopt(jar, version, copy);
		}
		catch (NoSuchFileException ex) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND, "The jar that this process runs (" + jar
					+ ") is gone, so it could not be gone back to; perhaps you should put it back", ex);
		}
		catch (IOException ex) {
			throw DurableFiles.failure(copy, ex);
		}
		finally {
			deleteCopy(copy);
		}
	}

	private Release adopt(Path jar, Version version, Path copy) throws IOException {
		if (Files.exists(this.releases.jar(version)) && Files.isSameFile(jar, this.releases.jar(version))) {
			return this.releases.verified(version);
		}
		requireVersion(jar, version);
		String sha256 = Sha256.of(jar);
		Optional<Release> known = this.releases.find(version).filter((it) -> it.sha256().equals(sha256));
		if (known.isPresent() && Sha256.of(known.get().jar()).equals(sha256)) {
			return known.get();
		}
		DiskSpace.require(this.store.incoming(), Files.size(jar));
		Files.copy(jar, copy, StandardCopyOption.REPLACE_EXISTING);
		DurableFiles.syncFile(copy);
		if (!Sha256.of(copy).equals(sha256)) {
			throw new UpdateException(Reason.DIGEST_MISMATCH, "The jar that this process runs (" + jar
					+ ") changed while it was copied into the store; perhaps somebody is deploying over it");
		}
		return this.releases.install(copy, version, sha256, jar.toUri().toString());
	}

	private static void requireVersion(Path jar, Version version) {
		String found = ApplicationIdentity.of(jar).map(ApplicationIdentity::version).orElse(version.value());
		if (!found.equals(version.value())) {
			throw new UpdateException(Reason.WRONG_VERSION, "The jar that this process runs (" + jar
					+ ") now holds version " + found + " instead of " + version
					+ ": it was replaced since the start, and could not be gone back to; perhaps you should put "
					+ version + " back there");
		}
	}

	private static void deleteCopy(Path copy) {
		try {
			Files.deleteIfExists(copy);
		}
		catch (IOException ex) {
			throw DurableFiles.failure(copy, ex);
		}
	}

}
