package io.hotupdate.release;

import java.nio.file.Path;
import java.util.List;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LocationsTests {

	private static final String TEMPLATE = "https://repo.example.com/releases/{version}/app-{version}.jar";

	@Test
	void versionGoesIntoTheTemplate() {
		assertThat(locate(locations(TEMPLATE), "1.1.0", null))
			.isEqualTo("https://repo.example.com/releases/1.1.0/app-1.1.0.jar");
		assertThat(locate(locations("file:/srv/releases/app-{version}.jar"), "1.1.0+7", null))
			.isEqualTo("file:///srv/releases/app-1.1.0+7.jar");
	}

	@Test
	void mavenCoordinatesAreMappedToTheRepository() {
		Locations locations = locations("maven:com.example:shop:exec", "https://repo.example.com/maven");
		assertThat(locate(locations, "1.1.0", null))
			.isEqualTo("https://repo.example.com/maven/com/example/shop/1.1.0/shop-1.1.0-exec.jar");
		assertThat(locate(locations, "1.1.0", "maven:com.example:shop"))
			.isEqualTo("https://repo.example.com/maven/com/example/shop/1.1.0/shop-1.1.0.jar");
		refuses(locations, "maven:com.example:shop-evil");
		refuses(locations, "maven:com.example:../shop");
	}

	@Test
	void snapshotsAreRefused() {
		Locations locations = locations("maven:com.example:shop", "https://repo.example.com/maven");
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> locate(locations, "1.1.0-SNAPSHOT", null))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.VERSION_INVALID));
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://repo.example.com/releases/x.jar", "HTTPS://REPO.example.com:443/releases/1/x.jar",
			"https://repo.example.com./releases/x.jar", "https://repo.example.com/%72eleases/x.jar",
			"https://repo.example.com/releases/x.jar?a=b" })
	void artifactUnderThePrefixOfTheTemplateIsAllowed(String artifact) {
		assertThat(locate(locations(TEMPLATE), "1.1.0", artifact)).startsWith("https://repo.example.com/");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://repo.example.com/releases-evil/x.jar", "https://repo.example.com/other/x.jar",
			"https://evil.example.com/releases/x.jar", "http://repo.example.com/releases/x.jar",
			"https://repo.example.com:8443/releases/x.jar", "https://repo.example.com@evil.com/releases/x.jar",
			"https://user:secret@repo.example.com/releases/x.jar", "https://repo.example.com.evil.com/releases/x.jar",
			"https://repo.example.com/releases/../other/x.jar", "https://repo.example.com/releases/%2e%2e/other/x.jar",
			"https://repo.example.com/releases/..;a=b/x.jar", "https://repo.example.com/releases/..%2fother/x.jar",
			"https://repo.example.com/releases/%252e%252e/x.jar", "https://repo.example.com/releases\\..\\x.jar",
			"https://repo.example.com/releases/x.jar#y", "https:repo.example.com/releases/x.jar", "/releases/x.jar",
			"file:/releases/x.jar", "ftp://repo.example.com/releases/x.jar", "jar:file:/releases/x.jar!/",
			"https://repo.example.com/releases/ x.jar", "https:///releases/x.jar", "" })
	void artifactOutsideThePrefixOfTheTemplateIsRefused(String artifact) {
		refuses(locations(TEMPLATE), artifact);
	}

	@ParameterizedTest
	@ValueSource(strings = { "file:/srv/other/x.jar", "file:/srv/releases/../x.jar", "file:/srv/releases/%2e%2e/x.jar",
			"file://host/srv/releases/x.jar", "file:srv/releases/x.jar" })
	void fileOutsideThePrefixIsRefused(String artifact) {
		refuses(locations("file:/srv/releases/app-{version}.jar"), artifact);
	}

	@Test
	void allowedReplacesThePrefixOfTheTemplate() {
		Locations locations = new Locations(
				settings(TEMPLATE, null, List.of("https://cdn.example.com/shop", "http://localhost:8000")));
		assertThat(locate(locations, "1.1.0", "https://cdn.example.com/shop/x.jar")).isNotNull();
		assertThat(locate(locations, "1.1.0", "http://localhost:8000/x.jar")).isNotNull();
		refuses(locations, "https://repo.example.com/releases/x.jar");
		assertThat(locations.isAllowed(Location.of("https://repo.example.com/releases/x.jar"))).isTrue();
		assertThat(locations.isAllowed(Location.of("https://cdn.example.com/shopping/x.jar"))).isFalse();
	}

	@Test
	void plainHttpMustBeListed() {
		String template = "http://repo.example.com/{version}.jar";
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> locate(locations(template), "1.1.0", null))
			.withMessageContaining("hotupdate.releases.allowed");
		Locations listed = new Locations(settings(template, null, List.of("http://repo.example.com/")));
		assertThat(locate(listed, "1.1.0", null)).isEqualTo("http://repo.example.com/1.1.0.jar");
	}

	@Test
	void withoutTemplateTheRequestMustNameAnAllowedArtifact() {
		Locations locations = new Locations(settings(null, null, List.of("file:/srv/")));
		assertThat(locate(locations, "1.1.0", "file:/srv/x.jar")).isEqualTo("file:///srv/x.jar");
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> locate(locations, "1.1.0", null))
			.withMessageContaining("hotupdate.releases.location");
	}

	@Test
	void wrongSettingsSayWhichTheyAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> locations("ftp://x/{version}"))
			.withMessageContaining("hotupdate.releases.location");
		assertThatIllegalArgumentException().isThrownBy(() -> locations("https://{version}.example.com/x.jar"))
			.withMessageContaining("hotupdate.releases.location");
		assertThatIllegalArgumentException().isThrownBy(() -> locations("https://x/{name}/x.jar"))
			.withMessageContaining("placeholder");
		assertThatIllegalArgumentException().isThrownBy(() -> locations("maven:com.example:shop"))
			.withMessageContaining("hotupdate.releases.maven-repository");
	}

	@Test
	void credentialsAreMasked() {
		assertThat(Mask.mask("Cannot get https://joe:s3cret@h/x?token=abc&sig=d%20e; see http://h/y?z"))
			.isEqualTo("Cannot get https://******@h/x?token=******&sig=******; see http://h/y?******");
		assertThat(Mask.mask("https://h:8080/a@b/x.jar")).isEqualTo("https://h:8080/a@b/x.jar");
		assertThat(Mask.mask("https://joe:p@ss@h/x.jar")).isEqualTo("https://******@h/x.jar");
		assertThat(Location.of("https://h/x.jar?token=abc")).hasToString("https://h/x.jar?token=******");
	}

	private static void refuses(Locations locations, String artifact) {
		assertThatExceptionOfType(UpdateException.class).isThrownBy(() -> locate(locations, "1.1.0", artifact))
			.withMessageContaining("perhaps you should")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.ARTIFACT_NOT_ALLOWED))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret"));
	}

	private static String locate(Locations locations, String version, @Nullable String artifact) {
		return locations.of(new UpdateRequest(new Version(version), artifact, null, null)).uri().toString();
	}

	private static Locations locations(String template) {
		return locations(template, null);
	}

	@Test
	void incomingDirectoryIsAllowedByItself() {
		UpdateRequest request = new UpdateRequest(new Version("1.1.0"), "file:///srv/staged/any.jar", null, null);
		assertThat(new Locations(settings(null, null, List.of())).of(request).file())
			.isEqualTo(Path.of("/srv/staged/any.jar"));
		assertThat(new Locations(settings(null, null, List.of("https://repo.example.com/"))).of(request).file())
			.isEqualTo(Path.of("/srv/staged/any.jar"));
		assertThat(locations("https://repo.example.com/{version}.jar", null)
			.isAllowed(Location.of("file:/srv/staged/any.jar"))).as("by a redirect").isFalse();
	}

	private static Locations locations(String template, @Nullable String repository) {
		return new Locations(settings(template, repository, List.of()));
	}

	private static ReleaseSettings settings(@Nullable String template, @Nullable String repository,
			List<String> allowed) {
		ReleaseSettings defaults = ReleaseSettings.of(template);
		return new ReleaseSettings(template, allowed, repository, List.of(), defaults.maxSize(), defaults.keep(),
				defaults.maxTotalSize(), defaults.connectTimeout(), defaults.stallTimeout(), defaults.attempts(),
				defaults.backoff(), defaults.maxBackoff(), "file:/srv/staged/");
	}

}
