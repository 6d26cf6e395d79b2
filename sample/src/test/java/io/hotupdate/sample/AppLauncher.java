package io.hotupdate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

/** How to start an instance. */
final class AppLauncher {

	/** Every process of an instance inherits it, whatever its command line says. */
	private static final String MARK = "ORDERDESK_INSTANCE";

	private final Path folder;

	private final List<String> jvmOptions = new ArrayList<>();

	private final Map<String, String> properties = new LinkedHashMap<>();

	private final List<String> wrapper = new ArrayList<>();

	private int port;

	private Path javaHome;

	AppLauncher(Path folder) {
		this.folder = folder.toAbsolutePath();
		this.javaHome = javaHome();
	}

	/** The JDK under test. */
	static Path javaHome() {
		String javaHome = System.getProperty("hotupdate.test.java-home", "");
		return Path.of(javaHome.isEmpty() ? System.getProperty("java.home") : javaHome);
	}

	/** Whether the JDK under test has virtual threads that no lock pins. */
	static boolean hasVirtualThreads() {
		String javaHome = System.getProperty("hotupdate.test.java-home", "");
		try {
			return (javaHome.isEmpty() ? Runtime.version() : version(Path.of(javaHome))).feature() >= 24;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Runtime.Version version(Path javaHome) throws IOException {
		try (InputStream in = Files.newInputStream(javaHome.resolve("release"))) {
			Properties release = new Properties();
			release.load(in);
			return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", ""));
		}
	}

	/** Use this port instead of a free one. */
	AppLauncher port(int port) {
		this.port = port;
		return this;
	}

	/** Run this JDK instead of the one that is under test. */
	AppLauncher javaHome(Path javaHome) {
		this.javaHome = javaHome;
		return this;
	}

	AppLauncher jvmOption(String option) {
		this.jvmOptions.add(option);
		return this;
	}

	/**
	 * Give the instance a temporary folder of its own, to see what is left in it and to
	 * leave nothing in that of the system.
	 */
	AppLauncher ownTemporaryFolder() {
		return jvmOption("-Djava.io.tmpdir=" + createTemporaryFolder());
	}

	private Path createTemporaryFolder() {
		try {
			return Files.createDirectories(this.folder.resolve("tmp"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Set a property of the application, also one that has a value by default here. */
	AppLauncher property(String name, Object value) {
		this.properties.put(name, value.toString());
		return this;
	}

	/** Run the whole command line behind these words. */
	AppLauncher wrapper(String... words) {
		this.wrapper.addAll(List.of(words));
		return this;
	}

	/**
	 * Most of what a JVM does in a short life is to compile: with the first compiler
	 * alone a start costs half the processor time. Not where something is measured, nor
	 * on a JDK that was asked for.
	 */
	private static List<String> quick() {
		boolean measured = Boolean.getBoolean("hotupdate.soak");
		boolean asked = !System.getProperty("hotupdate.test.java-home", "").isEmpty();
		return (measured || asked) ? List.of() : List.of("-XX:TieredStopAtLevel=1");
	}

	/** Start a jar and wait until it answers. */
	AppProcess start(Path jar) {
		AppProcess app = launch(jar);
		try {
			app.awaitAnswer();
			return app;
		}
		catch (RuntimeException ex) {
			app.close();
			throw ex;
		}
	}

	/** Start a jar and wait for nothing. */
	AppProcess launch(Path jar) {
		int port = (this.port != 0) ? this.port : AppProcess.freePort();
		String mark = MARK + "=" + UUID.randomUUID();
		List<String> command = new ArrayList<>(this.wrapper);
		command.add(this.javaHome.resolve("bin/java").toString());
		command.addAll(quick());
		command.addAll(this.jvmOptions);
		command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("server.address", "127.0.0.1");
		properties.put("server.port", Integer.toString(port));
		properties.put("hotupdate.home", AppProcess.home(this.folder).toString());
		properties.put("hotupdate.releases.location", SampleRelease.location());
		properties.putAll(this.properties);
		properties.forEach((name, value) -> command.add("--" + name + "=" + value));
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(AppProcess.log(this.folder).toFile()));
		builder.environment().put(MARK, mark.substring(MARK.length() + 1));
		try {
			return new AppProcess(this.folder, port, mark, builder.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
