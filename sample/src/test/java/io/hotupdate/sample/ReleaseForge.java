package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

import io.hotupdate.sample.SampleRelease.Contents;

/**
 * Makes releases of the order desk out of one packaged jar by changing what the build
 * wrote into it. Nested jars stay stored, since Boot's loader reads them in place.
 */
final class ReleaseForge {

	private static final String BUILD_INFO = "META-INF/build-info.properties";

	private static final String BOOT_BUILD_INFO = "BOOT-INF/classes/META-INF/build-info.properties";

	private static final String LIBRARIES = "BOOT-INF/lib/";

	private static final String RELEASE_PROPERTIES = "BOOT-INF/classes/release.properties";

	private final Path source;

	private final Path folder;

	/**
	 * Create a forge.
	 * @param source an executable jar of the order desk
	 * @param folder where the releases go
	 */
	ReleaseForge(Path source, Path folder) {
		this.source = source;
		this.folder = folder;
	}

	/** Make every {@link SampleRelease}: {@code ReleaseForge <jar> <folder>}. */
	public static void main(String[] args) throws IOException {
		ReleaseForge forge = new ReleaseForge(Path.of(args[0]), Path.of(args[1]));
		for (SampleRelease release : SampleRelease.values()) {
			switch (release) {
				case NOT_A_BOOT_JAR -> forge.forgePlainJar(release.version());
				case TRUNCATED -> truncate(forge.forge(release.version(), release.contents()));
				default -> forge.forge(release.version(), release.contents());
			}
		}
	}

	/**
	 * Make a good release.
	 * @param version any version
	 * @return the jar, with a {@code .sha256} file beside it
	 */
	Path forge(String version) throws IOException {
		return forge(version, Contents.of(version, Map.of()));
	}

	/**
	 * Make a release.
	 * @param version the version in its file name
	 * @param contents what it holds
	 * @return the jar, with a {@code .sha256} file beside it
	 */
	Path forge(String version, Contents contents) throws IOException {
		return forge(version, contents, Libraries.AS_BUILT);
	}

	/** Make a good release on other libraries. */
	Path forge(String version, Libraries libraries) throws IOException {
		return forge(version, Contents.of(version, Map.of()), libraries);
	}

	/** Make a release on other libraries. */
	Path forge(String version, Contents contents, Libraries libraries) throws IOException {
		return write(version, (out) -> {
			try (ZipFile zip = new ZipFile(this.source.toFile())) {
				copy(zip, out, contents.version(), libraries);
			}
			for (Path library : libraries.added()) {
				store(out, LIBRARIES + library.getFileName(), Files.readAllBytes(library));
			}
			Map<String, String> buildInfo = Map.of("build.group", contents.group(), "build.artifact",
					contents.artifact(), "build.name", "Order desk", "build.version", contents.version(), "build.time",
					"2026-01-01T00:00:00Z");
			add(out, BOOT_BUILD_INFO, buildInfo);
			add(out, RELEASE_PROPERTIES, contents.properties());
		});
	}

	/** Make a jar that nobody can start. */
	Path forgePlainJar(String version) throws IOException {
		return write(version, (out) -> add(out, JarFile.MANIFEST_NAME,
				"Manifest-Version: 1.0\nImplementation-Version: " + version + "\n"));
	}

	private static void copy(ZipFile zip, ZipOutputStream out, String version, Libraries libraries) throws IOException {
		for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
			ZipEntry entry = entries.nextElement();
			if (entry.getName().equals(BUILD_INFO) || entry.getName().equals(BOOT_BUILD_INFO)
					|| entry.getName().equals(RELEASE_PROPERTIES) || libraries.isDropped(entry.getName())) {
				continue;
			}
			if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
				add(out, entry.getName(), manifest(zip, entry, version));
				continue;
			}
			ZipEntry copy = new ZipEntry(entry.getName());
			copy.setTime(entry.getTime());
			copy.setMethod(entry.getMethod());
			if (entry.getMethod() == ZipEntry.STORED) {
				copy.setSize(entry.getSize());
				copy.setCrc(entry.getCrc());
			}
			out.putNextEntry(copy);
			try (InputStream content = zip.getInputStream(entry)) {
				content.transferTo(out);
			}
			out.closeEntry();
		}
	}

	/** Boot's loader takes nested jars only as they are. */
	private static void store(ZipOutputStream out, String name, byte[] content) throws IOException {
		CRC32 crc = new CRC32();
		crc.update(content);
		ZipEntry entry = new ZipEntry(name);
		entry.setTime(0);
		entry.setMethod(ZipEntry.STORED);
		entry.setSize(content.length);
		entry.setCrc(crc.getValue());
		out.putNextEntry(entry);
		out.write(content);
		out.closeEntry();
	}

	private static String manifest(ZipFile zip, ZipEntry entry, String version) throws IOException {
		try (InputStream content = zip.getInputStream(entry)) {
			return new String(content.readAllBytes(), StandardCharsets.UTF_8)
				.replaceFirst("(?m)^Implementation-Version: .*$", "Implementation-Version: " + version);
		}
	}

	private Path write(String version, Content content) throws IOException {
		Files.createDirectories(this.folder);
		Path jar = this.folder.resolve(SampleRelease.fileName(version));
		Path partial = this.folder.resolve(jar.getFileName() + ".part");
		try {
			try (OutputStream file = Files.newOutputStream(partial); ZipOutputStream out = new ZipOutputStream(file)) {
				content.writeTo(out);
			}
			Files.writeString(this.folder.resolve(jar.getFileName() + ".sha256"),
					sha256(partial) + "  " + jar.getFileName() + "\n");
			return Files.move(partial, jar, StandardCopyOption.ATOMIC_MOVE);
		}
		finally {
			Files.deleteIfExists(partial);
		}
	}

	/** The digest of a file as sha256sum prints it. */
	static String sha256(Path file) throws IOException {
		try (FileChannel channel = FileChannel.open(file)) {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

	private static void truncate(Path jar) {
		try (FileChannel channel = FileChannel.open(jar, StandardOpenOption.WRITE)) {
			channel.truncate(channel.size() / 2);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void add(ZipOutputStream out, String name, Map<String, String> properties) throws IOException {
		add(out, name,
				new TreeMap<>(properties).entrySet()
					.stream()
					.map((property) -> property.getKey() + "=" + property.getValue() + "\n")
					.collect(Collectors.joining()));
	}

	private static void add(ZipOutputStream out, String name, String text) throws IOException {
		ZipEntry entry = new ZipEntry(name);
		entry.setTime(0);
		out.putNextEntry(entry);
		out.write(text.getBytes(StandardCharsets.UTF_8));
		out.closeEntry();
	}

	/**
	 * What a release has in BOOT-INF/lib instead of what was built.
	 *
	 * @param dropped beginnings of the names of the jars that it does not have
	 * @param added the jars that it has instead
	 */
	record Libraries(List<String> dropped, List<Path> added) {

		static final Libraries AS_BUILT = new Libraries(List.of(), List.of());

		/** All jars of a folder. */
		static Libraries of(Path folder, String... dropped) throws IOException {
			try (Stream<Path> files = Files.list(folder)) {
				return new Libraries(List.of(dropped),
						files.filter((file) -> file.toString().endsWith(".jar")).sorted().toList());
			}
		}

		boolean isDropped(String entry) {
			return this.dropped.stream().anyMatch((name) -> entry.startsWith(LIBRARIES + name));
		}

	}

	@FunctionalInterface
	private interface Content {

		void writeTo(ZipOutputStream out) throws IOException;

	}

}
