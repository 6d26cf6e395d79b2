package io.hotupdate.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with files as the kernel has them. */
final class FakeMachine {

	static final long MB = 1 << 20;

	private final Path root;

	FakeMachine(Path root) {
		this.root = root;
		host(16_000, 8_000);
	}

	Machine machine() {
		return new Machine(this.root);
	}

	FakeMachine file(String path, String text) {
		try {
			Path file = this.root.resolve(path);
			Files.createDirectories(file.getParent());
			Files.writeString(file, text + "\n");
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	FakeMachine host(long totalMb, long availableMb) {
		return file("proc/meminfo", """
				MemTotal:       %d kB
				MemFree:          128344 kB
				MemAvailable:   %d kB
				Buffers:           11268 kB""".formatted(totalMb << 10, availableMb << 10));
	}

	/** A version 2 tree as systemd mounts it. */
	FakeMachine unified(String group) {
		file("proc/self/cgroup", "0::" + group);
		return file("proc/self/mountinfo",
				"""
						24 30 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:12 - proc proc rw
						35 24 0:30 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate""");
	}

	FakeMachine v2(String group, String max, long currentMb, long inactiveMb) {
		String directory = "sys/fs/cgroup" + group + "/";
		file(directory + "memory.max", max);
		file(directory + "memory.current", String.valueOf(currentMb * MB));
		return file(directory + "memory.stat", """
				anon 104857600
				file 52428800
				inactive_file %d
				active_file 4096""".formatted(inactiveMb * MB));
	}

	FakeMachine v1(String directory, String limit, long usageMb, long inactiveMb) {
		file(directory + "/memory.limit_in_bytes", limit);
		file(directory + "/memory.usage_in_bytes", String.valueOf(usageMb * MB));
		file(directory + "/memory.use_hierarchy", "1");
		return file(directory + "/memory.stat", """
				cache 1024
				inactive_file 77
				hierarchical_memory_limit 9223372036854771712
				total_inactive_file %d""".formatted(inactiveMb * MB));
	}

	static String megabytes(long count) {
		return String.valueOf(count * MB);
	}

}
