package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.hotupdate.Handover.Finding;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Checks of files that the configuration names and that two generations would share.
 */
final class SharedFileChecks {

	private static final String CODE = "EXCLUSIVE_FILE";

	/** What differs from one generation to the next. */
	private static final Pattern OF_ITS_OWN = Pattern
		.compile("\\$\\{(hotupdate\\.generation|PID|spring\\.application\\.pid|random\\.)");

	private static final Pattern LOCKED_DATABASE = Pattern.compile("""
			jdbc:(h2:(?!mem:|tcp:|ssl:|zip:)(?!.*;AUTO_SERVER=TRUE)\
			|hsqldb:(?!mem:|res:|hsqls?:|https?:)\
			|derby:(?!//|memory:|classpath:|jar:)).*""", Pattern.CASE_INSENSITIVE);

	private final ConfigurableEnvironment environment;

	private final Path temporaryDirectory;

	/**
	 * Create the checks.
	 * @param environment the environment of the application
	 * @param temporaryDirectory the directory that this generation has to itself
	 */
	SharedFileChecks(ConfigurableEnvironment environment, Path temporaryDirectory) {
		this.environment = environment;
		this.temporaryDirectory = temporaryDirectory;
	}

	void add(List<Finding> findings) {
		log(findings);
		database(findings);
		accessLog(findings);
	}

	private void log(List<Finding> findings) {
		String name = this.environment.getProperty("logging.file.name");
		String folder = this.environment.getProperty("logging.file.path");
		boolean named = StringUtils.hasText(name);
		if ((named || StringUtils.hasText(folder)) && !isOfItsOwn(named ? "logging.file.name" : "logging.file.path")) {
			findings.add(Finding.warning(CODE,
					"Both generations write the log file " + (named ? name : folder + "/spring.log")
							+ ", and lines are lost when one of them rolls it",
					"Perhaps you should log to standard output, or put ${hotupdate.generation:1} into"
							+ " logging.file.name"));
		}
	}

	private void database(List<Finding> findings) {
		Stream.of("spring.datasource.url", "spring.datasource.hikari.jdbc-url")
			.filter((property) -> !isOfItsOwn(property))
			.map(this.environment::getProperty)
			.filter(Objects::nonNull)
			.filter((url) -> LOCKED_DATABASE.matcher(url).matches())
			.distinct()
			.forEach((url) -> findings.add(Finding.warning(CODE,
					"The database " + withoutOptions(url)
							+ " is a file that one process locks: a successor cannot open it while this generation"
							+ " lives, and the update fails",
					"Perhaps you should use a database server" + (isH2(url) ? ", add ;AUTO_SERVER=TRUE" : "")
							+ ", or set hotupdate.handover.mode=restart-in-place")));
	}

	private void accessLog(List<Finding> findings) {
		if (!this.environment.getProperty("server.tomcat.accesslog.enabled", Boolean.class, false)) {
			return;
		}
		boolean own = Stream.of("directory", "prefix", "suffix")
			.anyMatch((part) -> isOfItsOwn("server.tomcat.accesslog." + part));
		Path folder = Path.of(this.environment.getProperty("server.tomcat.basedir", ""))
			.resolve(this.environment.getProperty("server.tomcat.accesslog.directory", "logs"));
		if (!own && !folder.startsWith(this.temporaryDirectory)) {
			findings.add(Finding.warning(CODE,
					"Both generations write the access log in " + folder + ", and their lines get mixed",
					"Perhaps you should set server.tomcat.accesslog.prefix=access_log-g${hotupdate.generation:1}"));
		}
	}

	/** Whether the setting, as it was written, names another file in each generation. */
	private boolean isOfItsOwn(String property) {
		String written = written(property);
		return written != null && OF_ITS_OWN.matcher(written).find();
	}

	private @Nullable String written(String property) {
		return this.environment.getPropertySources()
			.stream()
			.map((source) -> source.getProperty(property))
			.filter(Objects::nonNull)
			.findFirst()
			.map(Object::toString)
			.orElse(null);
	}

	private static boolean isH2(String url) {
		return url.toLowerCase(Locale.ROOT).startsWith("jdbc:h2:");
	}

	/** Options may be passwords. */
	private static String withoutOptions(String url) {
		return url.split("[;?]", 2)[0];
	}

}
