package io.hotupdate.release;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import io.hotupdate.UpdateRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has arrived of a jar, and what must be known to go on with it.
 */
final class PartialFile {

	private static final Logger logger = LoggerFactory.getLogger(PartialFile.class);

	private final Path file;

	private final Path info;

	private boolean resumed;

	PartialFile(Path incoming, UpdateRequest request, Location location) {
		String name = request.version() + "-" + Sha256.of(location.uri().toString()).substring(0, 16);
		this.file = incoming.resolve(name + ".part");
		this.info = incoming.resolve(name + ".json");
	}

	Path file() {
		return this.file;
	}

	/** Whether some of its bytes came in an earlier answer. */
	boolean isResumed() {
		return this.resumed;
	}

	/**
	 * What is known of it, {@code null} if it must be begun anew.
	 */
	@Nullable Info resumable(String sha256) throws IOException {
		if (!Files.isRegularFile(this.file) || !Files.isRegularFile(this.info)) {
			return null;
		}
		try {
			Info known = StoreJson.read(this.info, Info.class);
			boolean same = sha256.equals(known.sha256()) && known.total() > 0 && size() > 0 && size() <= known.total();
			return same ? known : null;
		}
		catch (DamagedFileException ex) {
			logger.warn("A download begins anew: {}", ex.getMessage());
			return null;
		}
	}

	long size() throws IOException {
		return Files.size(this.file);
	}

	FileOutputStream begin(Info about) throws IOException {
		discard();
		StoreJson.write(this.info, about);
		this.resumed = false;
		return new FileOutputStream(this.file.toFile());
	}

	FileOutputStream goOn() throws IOException {
		this.resumed = true;
		return new FileOutputStream(this.file.toFile(), true);
	}

	void discard() throws IOException {
		Files.deleteIfExists(this.file);
		Files.deleteIfExists(this.info);
	}

	/** Only one download is worth keeping. */
	void discardOthers() throws IOException {
		try (DirectoryStream<Path> all = Files.newDirectoryStream(this.file.resolveSibling("."), "*.{part,json}")) {
			for (Path other : all) {
				Path name = other.getFileName();
				if (!name.equals(this.file.getFileName()) && !name.equals(this.info.getFileName())) {
					Files.deleteIfExists(other);
				}
			}
		}
	}

	/**
	 * What must be known to go on.
	 *
	 * @param sha256 the digest the file must have in the end
	 * @param total its size in bytes, -1 if unknown
	 * @param etag its strong ETag
	 */
	record Info(@Nullable String sha256, long total, @Nullable String etag) {

	}

}
