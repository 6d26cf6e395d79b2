package io.hotupdate.release;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes jars of the shape of Spring Boot's, whole ones and broken ones.
 */
public final class TestJars {

	private final Map<String, byte[]> entries = new LinkedHashMap<>();

	private String manifest = """
			Manifest-Version: 1.0
			Main-Class: org.springframework.boot.loader.launch.JarLauncher
			Start-Class: com.example.Shop
			""";

	private TestJars() {
	}

	public static TestJars boot(String version) {
		return new TestJars().buildInfo("com.example", "shop", version).startClass(61);
	}

	public static Path boot(Path folder, String version) throws IOException {
		return boot(version).write(folder.resolve("shop-" + version + ".jar"));
	}

	public TestJars buildInfo(String group, String artifact, String version) {
		return with("BOOT-INF/classes/META-INF/build-info.properties",
				("build.group=" + group + "\nbuild.artifact=" + artifact + "\nbuild.version=" + version + "\n")
					.getBytes(StandardCharsets.UTF_8));
	}

	public TestJars withoutBuildInfo() {
		this.entries.remove("BOOT-INF/classes/META-INF/build-info.properties");
		return this;
	}

	public TestJars startClass(int major) {
		return with("BOOT-INF/classes/com/example/Shop.class",
				new byte[] { (byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, (byte) major });
	}

	public TestJars manifest(String text) {
		this.manifest = text;
		return this;
	}

	/** Bytes that do not compress. */
	public TestJars padding(int size) {
		byte[] random = new byte[size];
		new Random(42).nextBytes(random);
		return with("BOOT-INF/lib/padding.bin", random);
	}

	public TestJars with(String name, byte[] content) {
		this.entries.put(name, content);
		return this;
	}

	public Path write(Path file) throws IOException {
		try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
			put(zip, "META-INF/MANIFEST.MF", this.manifest.getBytes(StandardCharsets.UTF_8));
			for (Map.Entry<String, byte[]> entry : this.entries.entrySet()) {
				put(zip, entry.getKey(), entry.getValue());
			}
		}
		return file;
	}

	private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
		ZipEntry entry = new ZipEntry(name);
		entry.setTime(0);
		CRC32 crc = new CRC32();
		crc.update(content);
		entry.setCrc(crc.getValue());
		entry.setSize(content.length);
		zip.putNextEntry(entry);
		try (InputStream in = new ByteArrayInputStream(content)) {
			in.transferTo(zip);
		}
		zip.closeEntry();
	}

}
