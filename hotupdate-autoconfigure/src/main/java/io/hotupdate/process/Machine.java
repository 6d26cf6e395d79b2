package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

import io.hotupdate.process.ControlGroups.Group;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the machine, the container and the user's limits leave for another process. Each
 * answer is the tightest of all bounds that can be seen from here; empty if there is
 * none, or the system does not tell.
 */
final class Machine {

	private static final Logger logger = LoggerFactory.getLogger(Machine.class);

	private static final Pattern BLANKS = Pattern.compile("\\s+");

	private static final Pattern COLUMNS = Pattern.compile("\\s{2,}");

	private final SystemFiles files;

	private final ControlGroups groups;

	/**
	 * Create a machine.
	 * @param root where its file system begins
	 */
	Machine(Path root) {
		this.files = new SystemFiles(root);
		this.groups = new ControlGroups(this.files);
	}

	/** Bytes of memory: of the host without swapping, and of each control group. */
	Optional<Room> memory() {
		List<Room> rooms = new ArrayList<>();
		this.files.number(this.files.path("proc/meminfo"), "MemAvailable")
			.ifPresent((free) -> rooms.add(new Room(free, "the machine's available memory")));
		rooms.addAll(inGroups("memory", this::memory));
		return tightest(rooms);
	}

	private Optional<Room> memory(Group group, String name) {
		Path directory = group.directory();
		Path stat = directory.resolve("memory.stat");
		if (group.unified()) {
			return room(this.files.number(directory.resolve("memory.max")), name + " (memory.max)",
					this.files.number(directory.resolve("memory.current")), this.files.number(stat, "inactive_file"));
		}
		boolean bounds = group.own() || this.files.number(directory.resolve("memory.use_hierarchy")).orElse(1) != 0;
		OptionalLong limit = bounds ? this.files.number(directory.resolve("memory.limit_in_bytes"))
				: OptionalLong.empty();
		return room(limit, name + " (memory.limit_in_bytes)",
				this.files.number(directory.resolve("memory.usage_in_bytes")),
				this.files.number(stat, "total_inactive_file"));
	}

	/** Bytes of memory that a JVM here takes percentages of. */
	OptionalLong totalMemory() {
		List<Long> totals = new ArrayList<>();
		this.files.number(this.files.path("proc/meminfo"), "MemTotal").ifPresent(totals::add);
		for (Group group : this.groups.of("memory")) {
			this.files.number(group.directory().resolve(group.unified() ? "memory.max" : "memory.limit_in_bytes"))
				.ifPresent(totals::add);
		}
		return totals.stream().mapToLong(Long::longValue).min();
	}

	/** Threads: of the host, of each control group and of the user. */
	Optional<Room> threads() {
		List<Room> rooms = new ArrayList<>();
		String[] load = BLANKS.split(String.join(" ", this.files.lines("proc/loadavg")));
		if (load.length > 3 && load[3].contains("/")) {
			OptionalLong all = SystemFiles.parse(load[3].substring(load[3].indexOf('/') + 1));
			room(this.files.number(this.files.path("proc/sys/kernel/threads-max")), "kernel.threads-max", all,
					OptionalLong.empty())
				.ifPresent(rooms::add);
			room(this.files.number(this.files.path("proc/sys/kernel/pid_max")), "kernel.pid_max", all,
					OptionalLong.empty())
				.ifPresent(rooms::add);
		}
		rooms.addAll(inGroups("pids",
				(group, name) -> room(this.files.number(group.directory().resolve("pids.max")), name + " (pids.max)",
						this.files.number(group.directory().resolve("pids.current")), OptionalLong.empty())));
		ofUser().ifPresent(rooms::add);
		return tightest(rooms);
	}

	private Optional<Room> ofUser() {
		OptionalLong limit = limit("Max processes");
		OptionalLong user = this.files.number(this.files.path("proc/self/status"), "Uid");
		if (limit.isEmpty() || user.isEmpty() || user.getAsLong() == 0) {
			// it does not bind root
			return Optional.empty();
		}
		long used = 0;
		try (DirectoryStream<Path> processes = Files.newDirectoryStream(this.files.path("proc"), "[0-9]*")) {
			for (Path process : processes) {
				Path status = process.resolve("status");
				if (this.files.number(status, "Uid").equals(user)) {
					used += this.files.number(status, "Threads").orElse(0);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("The processes of this user cannot be counted", ex);
			return Optional.empty();
		}
		return room(limit, "this user's RLIMIT_NPROC", OptionalLong.of(used), OptionalLong.empty());
	}

	/** Descriptors that the host has for all processes. */
	Optional<Room> descriptors() {
		String[] counts = BLANKS.split(String.join(" ", this.files.lines("proc/sys/fs/file-nr")).strip());
		return (counts.length < 3) ? Optional.empty()
				: room(SystemFiles.parse(counts[2]), "fs.file-max", SystemFiles.parse(counts[0]), OptionalLong.empty());
	}

	/** Descriptors that this process may still open. */
	Optional<Room> ownDescriptors() {
		return room(limit("Max open files"), "this process's RLIMIT_NOFILE", openDescriptors(), OptionalLong.empty());
	}

	OptionalLong openDescriptors() {
		try (DirectoryStream<Path> open = Files.newDirectoryStream(this.files.path("proc/self/fd"))) {
			long count = 0;
			for (Path descriptor : open) {
				count += Files.isDirectory(descriptor) ? 0 : 1;
			}
			return OptionalLong.of(count);
		}
		catch (IOException ex) {
			logger.debug("The open descriptors of this process cannot be counted", ex);
			return OptionalLong.empty();
		}
	}

	/** Of this process: {@code VmHWM}, {@code Threads}, … */
	OptionalLong own(String name) {
		return this.files.number(this.files.path("proc/self/status"), name);
	}

	/** The soft limit of a line of {@code /proc/self/limits}. */
	private OptionalLong limit(String name) {
		return this.files.lines("proc/self/limits")
			.stream()
			.filter((line) -> line.startsWith(name))
			.map(COLUMNS::split)
			.filter((columns) -> columns.length > 1)
			.map((columns) -> SystemFiles.parse(columns[1]))
			.findFirst()
			.orElse(OptionalLong.empty());
	}

	private List<Room> inGroups(String controller, BiFunction<Group, String, Optional<Room>> look) {
		return this.groups.of(controller)
			.stream()
			.flatMap((group) -> look
				.apply(group, "the control group /" + this.files.root().relativize(group.directory()))
				.stream())
			.toList();
	}

	private static Optional<Room> room(OptionalLong limit, String where, OptionalLong used, OptionalLong reclaimable) {
		if (limit.isEmpty() || used.isEmpty()) {
			return Optional.empty();
		}
		long held = Math.max(0, used.getAsLong() - reclaimable.orElse(0));
		return Optional.of(new Room(Math.max(0, limit.getAsLong() - held), where));
	}

	private static Optional<Room> tightest(List<Room> rooms) {
		return rooms.stream().min(Comparator.comparingLong(Room::free));
	}

}
