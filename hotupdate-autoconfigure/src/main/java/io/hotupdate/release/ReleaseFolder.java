package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases of a store: one folder each, moved into place when it is complete.
 */
final class ReleaseFolder {

	private static final Logger logger = LoggerFactory.getLogger(ReleaseFolder.class);

	private static final String JAR = "app.jar";

	private static final String MANIFEST = "release.json";

	private final Path folder;

	private final Path incoming;

	ReleaseFolder(Path folder, Path incoming) {
		this.folder = folder;
		this.incoming = incoming;
	}

	Path jar(Version version) {
		return this.folder.resolve(version.value()).resolve(JAR);
	}

	Optional<Release> find(Version version) {
		return read(version).map(Entry::release);
	}

	/** All releases, the one that was installed last first. */
	List<Release> all() {
		try (Stream<Path> folders = Files.list(this.folder)) {
			return folders.map((it) -> it.getFileName().toString())
				.filter(Version::isValid)
				.flatMap((it) -> read(new Version(it)).stream())
				.sorted(Comparator.comparing(Entry::installedAt).reversed())
				.map(Entry::release)
				.toList();
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.folder, ex);
		}
	}

	/**
	 * Move a file that was proved into the store.
	 */
	Release install(Path file, Version version, String sha256, String source) {
		Path staging = this.incoming.resolve(version.value() + ".install");
		try {
			DurableFiles.deleteTree(staging);
			DurableFiles.createFolder(staging);
			Path jar = staging.resolve(JAR);
			DurableFiles.permit(file, "r--------");
			DurableFiles.move(file, jar);
			long size = Files.size(jar);
			StoreJson.write(staging.resolve(MANIFEST),
					new StoredRelease(version.value(), sha256, size, Instant.now(), source));
			Path target = this.folder.resolve(version.value());
			remove(version);
			DurableFiles.move(staging, target);
			return new Release(version, target.resolve(JAR), sha256, size);
		}
		catch (IOException ex) {
			Leftovers.deleteOrWarn(staging);
			throw DurableFiles.failure(staging, ex);
		}
	}

	/** Out of sight first, then gone: a release is never half visible. */
	void remove(Version version) throws IOException {
		Path release = this.folder.resolve(version.value());
		if (!Files.exists(release)) {
			return;
		}
		Path trash = this.incoming.resolve(version.value() + ".trash");
		DurableFiles.deleteTree(trash);
		DurableFiles.move(release, trash);
		DurableFiles.deleteTree(trash);
	}

	/**
	 * Delete the oldest releases that are too many or too large, but none of the kept.
	 */
	void prune(int keep, long maxTotalSize, Set<String> kept) {
		List<Release> left = new ArrayList<>(all());
		long size = left.stream().mapToLong(Release::size).sum();
		for (int i = left.size() - 1; i >= 0 && (left.size() > keep || size > maxTotalSize); i--) {
			Release release = left.get(i);
			if (kept.contains(release.version().value())) {
				continue;
			}
			try {
				remove(release.version());
			}
			catch (IOException ex) {
				throw DurableFiles.failure(release.jar(), ex);
			}
			logger.info("Deleted release {} from the store", release.version());
			left.remove(i);
			size -= release.size();
		}
	}

	/**
	 * Delete what a crash left. A release that merely cannot be read at this moment is
	 * not that.
	 */
	void sweep() {
		try (Stream<Path> folders = Files.list(this.folder)) {
			folders.filter(ReleaseFolder::isHalfWritten).forEach(Leftovers::deleteOrWarn);
		}
		catch (IOException ex) {
			throw DurableFiles.failure(this.folder, ex);
		}
	}

	private static boolean isHalfWritten(Path release) {
		return Version.isValid(release.getFileName().toString())
				&& (Files.notExists(release.resolve(MANIFEST)) || Files.notExists(release.resolve(JAR)));
	}

	private Optional<Entry> read(Version version) {
		Path manifest = this.folder.resolve(version.value()).resolve(MANIFEST);
		Path jar = jar(version);
		if (!Files.isRegularFile(manifest) || !Files.isRegularFile(jar)) {
			return Optional.empty();
		}
		try {
			StoredRelease stored = StoreJson.read(manifest, StoredRelease.class);
			if (!version.value().equals(stored.version()) || stored.sha256() == null) {
				throw new DamagedFileException(manifest, null);
			}
			Instant installed = stored.installedAt();
			return Optional.of(new Entry(new Release(version, jar, stored.sha256(), stored.size()),
					(installed != null) ? installed : Instant.EPOCH));
		}
		catch (IOException ex) {
			logger.warn("Release {} in the store is passed over: {}", version, ex.getMessage());
			return Optional.empty();
		}
	}

	Release verified(Version version) {
		Release release = find(version).orElseThrow(() -> new UpdateException(Reason.RELEASE_NOT_FOUND,
				"Release " + version + " is not in the store; perhaps you should update to it again"));
		try {
			String actual = Sha256.of(release.jar());
			if (actual.equals(release.sha256())) {
				return release;
			}
			throw new UpdateException(Reason.DIGEST_MISMATCH,
					"The jar of release " + version + " in the store (" + release.jar()
							+ ") has changed: its SHA-256 is " + actual + " instead of " + release.sha256()
							+ ". It is not started; perhaps you should delete its folder and update to it again,"
							+ " and check the disk and who may write there");
		}
		catch (IOException ex) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND, "The jar of release " + version + " cannot be read ("
					+ ex + "); perhaps you should delete its folder in the store and update to it again", ex);
		}
	}

	private record Entry(Release release, Instant installedAt) {

	}

}
