package io.hotupdate.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The control groups that bound this process: its own and all above it, as far as they
 * can be seen from here. Version 1, version 2 and both at a time.
 */
final class ControlGroups {

	private static final String PROC = "proc/self/";

	private static final Pattern BLANK = Pattern.compile(" ");

	private final SystemFiles files;

	ControlGroups(SystemFiles files) {
		this.files = files;
	}

	/**
	 * The groups of a controller.
	 * @param controller {@code memory} or {@code pids}
	 * @return the groups, this process's own first; empty where there are none
	 */
	List<Group> of(String controller) {
		List<Group> groups = new ArrayList<>();
		for (String line : this.files.lines(PROC + "cgroup")) {
			String[] parts = line.split(":", 3);
			if (parts.length == 3) {
				boolean unified = parts[1].isEmpty();
				if (unified || Arrays.asList(parts[1].split(",", -1)).contains(controller)) {
					add(groups, unified, controller, parts[2]);
				}
			}
		}
		return groups;
	}

	private void add(List<Group> groups, boolean unified, String controller, String path) {
		for (Mount mount : mounts()) {
			if (mount.carries(unified, controller)) {
				Path top = this.files.path(mount.point());
				Path group = top.resolve(mount.below(path)).normalize();
				if (!group.startsWith(top) || !Files.isDirectory(group)) {
					// the process is in a group outside of what is mounted here
					group = top;
				}
				for (Path at = group; at != null && at.startsWith(top); at = at.getParent()) {
					groups.add(new Group(at, unified, at.equals(group)));
				}
				return;
			}
		}
	}

	private List<Mount> mounts() {
		List<Mount> mounts = new ArrayList<>();
		for (String line : this.files.lines(PROC + "mountinfo")) {
			String[] halves = line.split(" - ", 2);
			if (halves.length == 2) {
				String[] where = BLANK.split(halves[0]);
				String[] what = BLANK.split(halves[1]);
				if (where.length > 4 && what.length > 2 && what[0].startsWith("cgroup")) {
					mounts.add(new Mount(unescaped(where[3]), unescaped(where[4]), what[0], what[2]));
				}
			}
		}
		return mounts;
	}

	private static String unescaped(String text) {
		return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
	}

	/**
	 * A control group.
	 *
	 * @param directory its directory
	 * @param unified whether it is of version 2
	 * @param own whether this process is in it, not in one below
	 */
	record Group(Path directory, boolean unified, boolean own) {

	}

	private record Mount(String root, String point, String type, String options) {

		boolean carries(boolean unified, String controller) {
			return unified ? this.type.equals("cgroup2")
					: this.type.equals("cgroup") && Arrays.asList(this.options.split(",", -1)).contains(controller);
		}

		/** A container may see only its own part of the tree, under the whole path. */
		String below(String path) {
			if (this.root.equals("/")) {
				return path.substring(1);
			}
			return (path + "/").startsWith(this.root + "/") ? path.substring(this.root.length()).replaceFirst("^/", "")
					: "";
		}

	}

}
