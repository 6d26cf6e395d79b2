package io.hotupdate.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an instance keeps of its group in its home: its name, and the last grant.
 */
class IdentityTests {

	@TempDir
	Path home;

	@Test
	void nameIsMadeUpOnceAndKept() throws IOException {
		String id = InstanceId.in(this.home, "web1.example");
		assertThat(id).startsWith("web1.example-").matches(InstanceId::isValid);
		assertThat(InstanceId.in(this.home, "renamed.example")).isEqualTo(id);
	}

	@Test
	void nameThatCannotBeOneIsMadeUpAnew() throws IOException {
		Files.writeString(this.home.resolve("instance-id"), "a b\u0000");
		assertThat(InstanceId.in(this.home, "-")).matches(InstanceId::isValid).startsWith("instance-");
	}

	@Test
	void grantThatGoesBackIsNotTaken() throws IOException {
		LastFence fence = new LastFence(this.home);
		assertThat(fence.take(1795453583279445L)).isTrue();
		assertThat(fence.take(1795453583279445L)).isTrue();
		assertThat(fence.take(1795453583279444L)).isFalse();
		LastFence next = new LastFence(this.home);
		assertThat(next.take(1795453583279444L)).isFalse();
		assertThat(next.take(1795453583279446L)).isTrue();
	}

	@Test
	void damagedFileKeepsNothingFromStarting() throws IOException {
		Files.writeString(this.home.resolve("cluster-fence"), "");
		assertThat(new LastFence(this.home).take(7)).isTrue();
		assertThat(new LastFence(this.home).take(6)).isFalse();
	}

}
