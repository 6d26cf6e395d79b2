package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RequestMigrationTests {

	@TempDir
	Path root;

	@Test
	void isOffWhereTheKernelDoesNotKnowIt() {
		assertThat(RequestMigration.isOn(new SystemFiles(this.root))).isFalse();
	}

	@Test
	void isWhatTheKernelSays() throws IOException {
		Path file = this.root.resolve("proc/sys/net/ipv4/tcp_migrate_req");
		Files.createDirectories(file.getParent());
		Files.writeString(file, "1\n");
		assertThat(RequestMigration.isOn(new SystemFiles(this.root))).isTrue();
		Files.writeString(file, "0\n");
		assertThat(RequestMigration.isOn(new SystemFiles(this.root))).isFalse();
	}

}
