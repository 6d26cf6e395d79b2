package io.hotupdate.sample;

import java.nio.file.Path;
import java.util.Map;

/** The releases that the build makes, good ones and broken ones. */
enum SampleRelease {

	/** Where every story starts. */
	FIRST("1.0.0"),

	/** A good update. */
	SECOND("1.1.0"),

	/** Another good update. */
	THIRD("1.2.0"),

	/** Says 1.8.0 in its build-info, not the 1.9.0 of its file name. */
	OTHER_VERSION_INSIDE("1.9.0", new Contents("io.hotupdate.sample", "order-desk", "1.8.0", Map.of())),

	/** Calls System.exit(3) while it starts. */
	EXITS("2.0.1", Map.of("orderdesk.fault", "exit")),

	/** Cannot bind a property, of which a failure analyzer tells. */
	FAILS("2.0.2", Map.of("spring.datasource.hikari.maximum-pool-size", "many")),

	/** Never finishes its start. */
	HANGS("2.0.3", Map.of("orderdesk.fault", "hang")),

	/** Starts and answers, with a readiness probe that stays at 503. */
	NEVER_READY("2.0.4",
			Map.of("orderdesk.fault", "never-ready", "management.endpoint.health.group.readiness.include",
					"readinessState,warehouse")),

	/** Is what it should be, but reports 9.9.9 once it runs. */
	REPORTS_OTHER_VERSION("2.0.5", Map.of("hotupdate.version", "9.9.9")),

	/** Answers 500 to one request in five, from 2 s after its first one on. */
	ERRORS("2.1.1", Map.of("orderdesk.fault", "errors")),

	/** Is DOWN from 2 s after its first request on. */
	DOWN("2.1.2", Map.of("orderdesk.fault", "down")),

	/** Takes three times as long for everything, from 2 s after its first request on. */
	SLOW("2.1.3", Map.of("orderdesk.fault", "slow")),

	/** Another application of another team. */
	OTHER_APPLICATION("2.0.6", new Contents("com.example.billing", "billing", "2.0.6", Map.of())),

	/** A jar, but not an executable one. */
	NOT_A_BOOT_JAR("2.0.7"),

	/** Ends in the middle; its side file has the digest of the whole. */
	TRUNCATED("2.0.8");

	private final String version;

	@SuppressWarnings("ImmutableEnumChecker") // only maps made by Map.of get in
	private final Contents contents;

	SampleRelease(String version) {
		this(version, Map.of());
	}

	SampleRelease(String version, Map<String, String> properties) {
		this(version, Contents.of(version, properties));
	}

	SampleRelease(String version, Contents contents) {
		this.version = version;
		this.contents = contents;
	}

	/** The version in the file name, the one to ask for. */
	String version() {
		return this.version;
	}

	Contents contents() {
		return this.contents;
	}

	/** The jar as the build made it. */
	Path jar() {
		return folder().resolve(fileName(this.version));
	}

	/** The folder with all of them. */
	static Path folder() {
		return Path.of(System.getProperty("hotupdate.test.releases", "target/releases")).toAbsolutePath();
	}

	/** What to set {@code hotupdate.releases.location} to. */
	static String location() {
		return location(folder());
	}

	static String location(Path folder) {
		return "file:" + folder.toAbsolutePath() + "/" + fileName("{version}");
	}

	static String fileName(String version) {
		return "order-desk-" + version + ".jar";
	}

	/**
	 * What is packed into a release besides the code.
	 *
	 * @param group the group in its build-info
	 * @param artifact the artifact in its build-info
	 * @param version the version in its build-info
	 * @param properties what its release.properties sets
	 */
	record Contents(String group, String artifact, String version, Map<String, String> properties) {

		static Contents of(String version, Map<String, String> properties) {
			return new Contents("io.hotupdate.sample", "order-desk", version, properties);
		}

	}

}
