package io.hotupdate.release;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.jspecify.annotations.Nullable;

/**
 * A jar that is read as a mere zip file: nothing of it is loaded or run.
 */
final class BootJar implements Closeable {

	private static final String LOADER = "org.springframework.boot.loader.launch.";

	private static final List<String> CLASSES = List.of("BOOT-INF/classes/", "WEB-INF/classes/");

	/** No file that is read here is larger in an honest jar. */
	private static final int MAX_ENTRY = 4 * 1024 * 1024;

	private final ZipFile zip;

	private final Attributes manifest;

	private BootJar(ZipFile zip, Attributes manifest) {
		this.zip = zip;
		this.manifest = manifest;
	}

	static BootJar open(Path file) throws IOException {
		ZipFile zip = new ZipFile(file.toFile());
		try {
			byte[] manifest = read(zip, "META-INF/MANIFEST.MF");
			return new BootJar(zip, (manifest != null)
					? new Manifest(new ByteArrayInputStream(manifest)).getMainAttributes() : new Attributes());
		}
		catch (IOException | RuntimeException ex) {
			zip.close();
			throw ex;
		}
	}

	/** What keeps it from being an executable Spring Boot jar, if anything. */
	Optional<String> defect() {
		String main = this.manifest.getValue(Attributes.Name.MAIN_CLASS);
		if (main == null || !main.startsWith(LOADER)) {
			return Optional.of("its Main-Class is " + main);
		}
		if (startClass() == null) {
			return Optional.of("its manifest has no Start-Class");
		}
		if (CLASSES.stream().noneMatch((it) -> this.zip.stream().anyMatch((entry) -> entry.getName().startsWith(it)))) {
			return Optional.of("it has no BOOT-INF/classes");
		}
		return Optional.empty();
	}

	@Nullable String startClass() {
		return this.manifest.getValue("Start-Class");
	}

	Optional<ApplicationIdentity> identity() throws IOException {
		for (String classes : CLASSES) {
			byte[] content = read(this.zip, classes + "META-INF/build-info.properties");
			if (content != null) {
				Properties properties = new Properties();
				properties.load(new ByteArrayInputStream(content));
				Optional<ApplicationIdentity> identity = identity(properties.getProperty("build.group"),
						properties.getProperty("build.artifact"), properties.getProperty("build.version"));
				if (identity.isPresent()) {
					return identity;
				}
			}
		}
		return identity(this.manifest.getValue("Implementation-Vendor-Id"),
				this.manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE),
				this.manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
	}

	private static Optional<ApplicationIdentity> identity(@Nullable String group, @Nullable String artifact,
			@Nullable String version) {
		return (artifact == null || version == null) ? Optional.empty()
				: Optional.of(new ApplicationIdentity(group, artifact, version));
	}

	/**
	 * The class-file version of the start class, else the highest of a few others (a
	 * start class may live in a nested jar).
	 */
	int classFileVersion() throws IOException {
		String path = String.valueOf(startClass()).replace('.', '/') + ".class";
		List<String> names = CLASSES.stream()
			.map((it) -> it + path)
			.filter((it) -> this.zip.getEntry(it) != null)
			.toList();
		if (names.isEmpty()) {
			names = this.zip.stream()
				.map(ZipEntry::getName)
				.filter((it) -> it.endsWith(".class") && CLASSES.stream().anyMatch(it::startsWith))
				.limit(5)
				.toList();
		}
		int version = 0;
		for (String name : names) {
			version = Math.max(version, classFileVersion(name));
		}
		return version;
	}

	private int classFileVersion(String name) throws IOException {
		byte[] content = read(this.zip, name);
		if (content == null || content.length < 8 || (content[0] & 0xff) != 0xca || (content[1] & 0xff) != 0xfe) {
			throw new IOException(name + " is not a class file");
		}
		return (content[6] & 0xff) << 8 | (content[7] & 0xff);
	}

	private static byte @Nullable [] read(ZipFile zip, String name) throws IOException {
		ZipEntry entry = zip.getEntry(name);
		if (entry == null) {
			return null;
		}
		try (InputStream in = zip.getInputStream(entry)) {
			return in.readNBytes(MAX_ENTRY);
		}
	}

	@Override
	public void close() throws IOException {
		this.zip.close();
	}

}
