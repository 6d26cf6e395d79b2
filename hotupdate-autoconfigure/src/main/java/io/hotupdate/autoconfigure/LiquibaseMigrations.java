package io.hotupdate.autoconfigure;

import java.util.List;

import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.ChangeSet.ExecType;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.changelog.visitor.AbstractChangeExecListener;
import liquibase.database.Database;
import liquibase.exception.LiquibaseException;
import liquibase.integration.spring.Customizer;
import liquibase.integration.spring.SpringLiquibase;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * What Liquibase does to the schema while an update starts: each change set is told as it
 * has run, since a later one may fail.
 */
final class LiquibaseMigrations implements BeanPostProcessor {

	private final MigrationReport report;

	LiquibaseMigrations(MigrationReport report) {
		this.report = report;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof SpringLiquibase liquibase) {
			boolean forbidden = this.report.isForbidden();
			if (forbidden && liquibase.isDropFirst()) {
				this.report.refuse(List.of("liquibase drop-first"));
			}
			@Nullable Customizer<Liquibase> former = liquibase.getCustomizer();
			liquibase.setCustomizer((run) -> {
				run.setChangeExecListener(new Listener());
				if (former != null) {
					former.customize(run);
				}
				if (forbidden) {
					this.report.refuse(pending(liquibase, run));
				}
			});
		}
		return bean;
	}

	private static List<String> pending(SpringLiquibase settings, Liquibase run) {
		try {
			return run
				.listUnrunChangeSets(new Contexts(settings.getContexts()),
						new LabelExpression(settings.getLabelFilter()))
				.stream()
				.map(LiquibaseMigrations::name)
				.toList();
		}
		catch (LiquibaseException ex) {
			throw new IllegalStateException("What Liquibase would change cannot be seen", ex);
		}
	}

	private static String name(ChangeSet changeSet) {
		return "liquibase " + changeSet.getId() + " by " + changeSet.getAuthor();
	}

	private final class Listener extends AbstractChangeExecListener {

		@Override
		public void ran(ChangeSet changeSet, DatabaseChangeLog log, Database database, ExecType execType) {
			if (execType == ExecType.EXECUTED || execType == ExecType.RERAN) {
				LiquibaseMigrations.this.report.applied(name(changeSet));
			}
		}

		@Override
		public void runFailed(ChangeSet changeSet, DatabaseChangeLog log, Database database, Exception ex) {
			LiquibaseMigrations.this.report
				.applied(name(changeSet) + " (failed: what stays of it depends on the database)");
		}

	}

}
