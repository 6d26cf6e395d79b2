package io.hotupdate.autoconfigure;

import io.hotupdate.UpdateStatus;
import liquibase.integration.spring.SpringLiquibase;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Looks at the tools that change the schema of a database.
 */
@Configuration(proxyBeanMethods = false)
class HotUpdateMigrationConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Flyway.class)
	static class FlywayConfiguration {

		@Bean
		static FlywayMigrations hotUpdateFlywayMigrations(ObjectProvider<HotUpdateStart> starts,
				ObjectProvider<UpdateStatus> status, ObjectProvider<HotUpdateProperties> properties) {
			return new FlywayMigrations(new UpdateMigrations(starts, status, properties));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SpringLiquibase.class)
	static class LiquibaseConfiguration {

		@Bean
		static LiquibaseMigrations hotUpdateLiquibaseMigrations(ObjectProvider<HotUpdateStart> starts,
				ObjectProvider<UpdateStatus> status, ObjectProvider<HotUpdateProperties> properties) {
			return new LiquibaseMigrations(new UpdateMigrations(starts, status, properties));
		}

	}

}
