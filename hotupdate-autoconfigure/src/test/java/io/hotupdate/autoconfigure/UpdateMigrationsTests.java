package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateStatus;
import io.hotupdate.Version;
import io.hotupdate.autoconfigure.HotUpdateStart.Running;
import io.hotupdate.handover.Generation;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * A start that is no update tells nobody of its migrations and is not held up.
 */
class UpdateMigrationsTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	@TempDir
	Path home;

	@Test
	void firstGenerationMigratesAsEver() {
		Generation self = new Generation(1, ProcessHandle.current().pid(), new Version("1.0.0"), Instant.now(),
				this.home);
		this.beans.addBean("start",
				new HotUpdateStart(new Running(OriginalCommand.ofThisProcess(), this.home.resolve("app.jar"),
						new ApplicationIdentity("com.example", "app", "1.0.0"), Store.open(this.home), self, null),
						null));
		this.beans.addBean("properties", forbid());
		assertThat(migrations().isForbidden()).isFalse();
		assertThatNoException().isThrownBy(() -> migrations().applied("flyway V1 create"));
	}

	@Test
	void processThatCannotBeUpdatedMigratesAsEver() {
		this.beans.addBean("start", HotUpdateStart.unavailable(Finding.blocking("NOT_A_JAR", "No jar", "Make one")));
		this.beans.addBean("properties", forbid());
		assertThat(migrations().isForbidden()).isFalse();
		assertThatNoException().isThrownBy(() -> migrations().applied("flyway V1 create"));
	}

	@Test
	void refusalNamesWhatWouldBeApplied() {
		assertThatNoException().isThrownBy(() -> migrations().refuse(List.of()));
		assertThatExceptionOfType(UpdateException.class)
			.isThrownBy(() -> migrations().refuse(List.of("flyway V2 add email", "flyway V3 add phone")))
			.withMessageContaining("none was applied: flyway V2 add email, flyway V3 add phone; perhaps you should ")
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.MIGRATIONS_FORBIDDEN));
	}

	private UpdateMigrations migrations() {
		return new UpdateMigrations(this.beans.getBeanProvider(HotUpdateStart.class),
				this.beans.getBeanProvider(UpdateStatus.class), this.beans.getBeanProvider(HotUpdateProperties.class));
	}

	private static HotUpdateProperties forbid() {
		return Binder.get(new MockEnvironment().withProperty("hotupdate.migrations", "forbid"))
			.bindOrCreate("hotupdate", HotUpdateProperties.class);
	}

}
