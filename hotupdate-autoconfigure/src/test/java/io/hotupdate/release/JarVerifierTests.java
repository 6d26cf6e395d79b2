package io.hotupdate.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.Version;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JarVerifierTests {

	private static final ApplicationIdentity OWN = new ApplicationIdentity("com.example", "shop", "1.0.0");

	private static final String BOOT_MANIFEST = """
			Manifest-Version: 1.0
			Main-Class: org.springframework.boot.loader.launch.JarLauncher
			Start-Class: com.example.Shop
			""";

	@TempDir
	Path folder;

	private Path file;

	@BeforeEach
	void file() {
		this.file = this.folder.resolve("shop.jar");
	}

	@Test
	void releaseOfThisApplicationPasses() throws Exception {
		verifier(17).verify(TestJars.boot("1.1.0").write(this.file), new Version("1.1.0"));
	}

	@Test
	void warPasses() throws Exception {
		TestJars war = TestJars.boot("1.1.0").manifest(BOOT_MANIFEST.replace("JarLauncher", "WarLauncher"));
		verifier(17).verify(war.write(this.file), new Version("1.1.0"));
	}

	@Test
	void identityOfTheManifestIsTakenWithoutBuildInfo() throws Exception {
		TestJars jar = TestJars.boot("1.1.0").withoutBuildInfo().manifest(BOOT_MANIFEST + """
				Implementation-Title: shop
				Implementation-Version: 1.1.0
				""");
		verifier(17).verify(jar.write(this.file), new Version("1.1.0"));
		assertThat(ApplicationIdentity.of(this.file)).contains(new ApplicationIdentity(null, "shop", "1.1.0"));
	}

	@Test
	void jarThatDoesNotSayWhatItIsIsRefused() throws Exception {
		refuses(TestJars.boot("1.1.0").withoutBuildInfo(), Reason.OTHER_APPLICATION, "build-info");
	}

	@Test
	void anotherApplicationIsRefused() throws Exception {
		refuses(TestJars.boot("1.1.0").buildInfo("com.example", "bank", "1.1.0"), Reason.OTHER_APPLICATION,
				"com.example:bank:1.1.0");
		refuses(TestJars.boot("1.1.0").buildInfo("org.evil", "shop", "1.1.0"), Reason.OTHER_APPLICATION,
				"org.evil:shop");
	}

	@Test
	void anotherVersionIsRefused() throws Exception {
		refuses(TestJars.boot("1.2.0"), Reason.WRONG_VERSION, "1.2.0 instead of 1.1.0");
	}

	@Test
	void newerClassFileIsRefused() throws Exception {
		refuses(TestJars.boot("1.1.0").startClass(69), Reason.JAVA_TOO_OLD,
				"needs Java 25, and Java 17 would run it (hotupdate.process.java-home)");
		verifier(25).verify(this.file, new Version("1.1.0"));
	}

	@Test
	void plainJarIsRefused() throws Exception {
		refuses(TestJars.boot("1.1.0").manifest("Manifest-Version: 1.0\nMain-Class: com.example.Shop\n"),
				Reason.NOT_A_BOOT_JAR, "Main-Class is com.example.Shop");
		refuses(TestJars.boot("1.1.0").manifest("Manifest-Version: 1.0\n"), Reason.NOT_A_BOOT_JAR, "Main-Class");
		refuses(TestJars.boot("1.1.0").manifest(BOOT_MANIFEST.replace("Start-Class", "Other-Class")),
				Reason.NOT_A_BOOT_JAR, "Start-Class");
	}

	@Test
	void damagedBuildInfoIsRefused() throws Exception {
		refuses(TestJars.boot("1.1.0")
			.with("BOOT-INF/classes/META-INF/build-info.properties",
					"build.artifact=\\u00zz".getBytes(StandardCharsets.UTF_8)),
				Reason.NOT_A_BOOT_JAR, "cannot be read");
	}

	@Test
	void whatIsNoJarIsRefused() throws Exception {
		Files.writeString(this.file, "<html>Please log in</html>");
		refuses(Reason.NOT_A_BOOT_JAR, "cannot be read as a jar");
		Files.write(this.file, new byte[0]);
		refuses(Reason.NOT_A_BOOT_JAR, "cannot be read as a jar");
		byte[] whole = Files.readAllBytes(TestJars.boot("1.1.0").write(this.file));
		Files.write(this.file, Arrays.copyOf(whole, whole.length - 30));
		refuses(Reason.NOT_A_BOOT_JAR, "cannot be read as a jar");
	}

	@Test
	void newerClassFilePassesWhenNobodyKnowsWhatWillRunIt() throws Exception {
		TestJars jar = TestJars.boot("1.1.0").startClass(69);
		new JarVerifier(OWN, Optional::empty).verify(jar.write(this.file), new Version("1.1.0"));
	}

	private static JarVerifier verifier(int java) {
		return new JarVerifier(OWN, () -> Optional.of(new RuntimeJava(java, "hotupdate.process.java-home")));
	}

	private void refuses(TestJars jar, Reason reason, String text) throws IOException {
		jar.write(this.file);
		refuses(reason, text);
	}

	private void refuses(Reason reason, String text) {
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> verifier(17).verify(this.file, new Version("1.1.0")))
			.withMessageContaining(text)
			.withMessageContaining("perhaps you should")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(reason));
	}

}
