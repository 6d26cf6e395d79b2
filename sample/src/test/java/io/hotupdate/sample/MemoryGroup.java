package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import static org.awaitility.Awaitility.await;

/**
 * A memory control group of the kernel, where this user may make one. Closing it removes
 * it; its processes have to be killed by then.
 */
final class MemoryGroup implements AutoCloseable {

	private static final Path V1 = Path.of("/sys/fs/cgroup/memory");

	private static final Path V2 = Path.of("/sys/fs/cgroup");

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final Path directory;

	private final boolean unified;

	private MemoryGroup(Path directory, boolean unified) {
		this.directory = directory;
		this.unified = unified;
	}

	/** Make a group, if this user may. */
	static Optional<MemoryGroup> create() {
		boolean unified = Files.exists(V2.resolve("cgroup.controllers"));
		Path directory = (unified ? V2 : V1).resolve("hotupdate-" + UUID.randomUUID());
		try {
			Files.createDirectory(directory);
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		MemoryGroup group = new MemoryGroup(directory, unified);
		if (Files.isWritable(group.limitFile())) {
			return Optional.of(group);
		}
		group.close();
		return Optional.empty();
	}

	/** The words before a command that runs it in this group. */
	String[] wrapper() {
		return new String[] { "sh", "-c", "echo $$ > " + this.directory.resolve("cgroup.procs") + " && exec \"$@\"",
				"sh" };
	}

	/** Bytes that its processes use now. */
	long used() throws IOException {
		Path file = this.directory.resolve(this.unified ? "memory.current" : "memory.usage_in_bytes");
		return Long.parseLong(Files.readString(file).strip());
	}

	void limit(long bytes) throws IOException {
		Files.writeString(limitFile(), Long.toString(bytes));
	}

	private Path limitFile() {
		return this.directory.resolve(this.unified ? "memory.max" : "memory.limit_in_bytes");
	}

	/** The last of its processes has been killed, and may still be about to end. */
	@Override
	public void close() {
		await("the end of " + this.directory).atMost(LIMIT).ignoreExceptions().until(() -> {
			Files.deleteIfExists(this.directory);
			return true;
		});
	}

}
