package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.hotupdate.Handover.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class SharedFileChecksTests {

	private static final Path OWN = Path.of("/store/tmp/1");

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void nothingWithoutFiles() {
		assertThat(find()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "logging.file.name,/var/log/app.log,/var/log/app.log",
			"logging.file.path,/var/log,/var/log/spring.log" })
	void logFileIsShared(String property, String value, String file) {
		this.environment.setProperty(property, value);
		assertThat(find()).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("EXCLUSIVE_FILE");
			assertThat(finding.blocking()).isFalse();
			assertThat(finding.message()).contains(file + ",");
			assertThat(finding.remedy()).contains("standard output", "${hotupdate.generation:1}");
		});
	}

	@Test
	void logFileWithTheGenerationInItsNameIsNot() {
		this.environment.setProperty("logging.file.name", "/var/log/app-${hotupdate.generation:1}.log");
		assertThat(find()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:file:/srv/orders", "jdbc:h2:~/orders", "jdbc:h2:./orders;MODE=MySQL",
			"jdbc:hsqldb:file:/srv/orders", "jdbc:derby:orders;create=true", "jdbc:derby:directory:orders" })
	void databaseThatOneProcessLocksIsFound(String url) {
		this.environment.setProperty("spring.datasource.url", url);
		assertThat(find()).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("EXCLUSIVE_FILE");
			assertThat(finding.message()).contains(url.split(";", 2)[0]).doesNotContain("create=true", "MODE");
			assertThat(finding.remedy()).contains("database server", "restart-in-place");
			assertThat(finding.remedy().contains("AUTO_SERVER")).isEqualTo(url.contains(":h2:"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:h2:mem:orders", "jdbc:h2:tcp://localhost/~/orders",
			"jdbc:h2:file:/srv/orders;auto_server=true", "jdbc:hsqldb:mem:orders",
			"jdbc:hsqldb:hsql://localhost/orders", "jdbc:derby://localhost/orders", "jdbc:derby:memory:orders",
			"jdbc:sqlite:orders.db", "jdbc:postgresql://db/orders" })
	void databaseThatTwoProcessesOpenIsNot(String url) {
		this.environment.setProperty("spring.datasource.hikari.jdbc-url", url);
		assertThat(find()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "/var/log/app,/srv/tomcat,/var/log/app", "logs,/srv/tomcat,/srv/tomcat/logs" })
	void accessLogIsShared(String directory, String base, String folder) {
		accessLog(directory, base);
		assertThat(find()).singleElement().satisfies((finding) -> {
			assertThat(finding.code()).isEqualTo("EXCLUSIVE_FILE");
			assertThat(finding.message()).contains("in " + folder + ",");
			assertThat(finding.remedy()).contains("server.tomcat.accesslog.prefix");
		});
		this.environment.setProperty("server.tomcat.accesslog.prefix", "access-${hotupdate.generation:1}");
		assertThat(find()).isEmpty();
	}

	@Test
	void accessLogBelowTheGenerationsOwnDirectoryIsNot() {
		accessLog("logs", OWN.resolve("tomcat").toString());
		assertThat(find()).isEmpty();
	}

	private void accessLog(String directory, String base) {
		this.environment.setProperty("server.tomcat.accesslog.enabled", "true");
		this.environment.setProperty("server.tomcat.accesslog.directory", directory);
		this.environment.setProperty("server.tomcat.basedir", base);
	}

	private List<Finding> find() {
		List<Finding> findings = new ArrayList<>();
		new SharedFileChecks(this.environment, OWN).add(findings);
		return findings;
	}

}
