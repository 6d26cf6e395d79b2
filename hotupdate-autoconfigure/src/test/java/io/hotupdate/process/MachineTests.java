package io.hotupdate.process;

import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.hotupdate.process.FakeMachine.MB;
import static io.hotupdate.process.FakeMachine.megabytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left, by files as they are on real machines.
 */
class MachineTests {

	private static final String UNLIMITED_V1 = "9223372036854771712";

	@TempDir
	Path root;

	private FakeMachine fake;

	@BeforeEach
	void setUp() {
		this.fake = new FakeMachine(this.root);
	}

	@Test
	void hostAloneWithoutControlGroups() {
		assertThat(free()).isEqualTo(8_000);
		assertThat(where()).contains("available memory");
		assertThat(this.fake.machine().totalMemory()).hasValue(16_000 * MB);
	}

	@Test
	void nothingIsKnownOnOtherSystems() {
		Machine machine = new Machine(this.root.resolve("nowhere"));
		assertThat(machine.memory()).isEmpty();
		assertThat(machine.threads()).isEmpty();
		assertThat(machine.descriptors()).isEmpty();
		assertThat(machine.ownDescriptors()).isEmpty();
		assertThat(machine.totalMemory()).isEmpty();
	}

	@Test
	void unlimitedGroupsLeaveWhatTheHostHas() {
		this.fake.unified("/system.slice/app.service").v2("/system.slice/app.service", "max", 500, 0);
		assertThat(free()).isEqualTo(8_000);
	}

	@Test
	void ownGroupGivesBackItsInactivePages() {
		this.fake.unified("/system.slice/app.service")
			.v2("/system.slice/app.service", megabytes(1000), 700, 200)
			.v2("/system.slice", "max", 900, 0);
		assertThat(free()).isEqualTo(500);
		assertThat(where()).isEqualTo("the control group /sys/fs/cgroup/system.slice/app.service (memory.max)");
		assertThat(this.fake.machine().totalMemory()).hasValue(1000 * MB);
	}

	@Test
	void groupAboveIsTighter() {
		this.fake.unified("/kubepods/pod1/app")
			.v2("/kubepods/pod1/app", megabytes(2000), 700, 0)
			.v2("/kubepods/pod1", megabytes(1000), 900, 0)
			.v2("/kubepods", "max", 5000, 0);
		assertThat(free()).isEqualTo(100);
		assertThat(where()).contains("/kubepods/pod1 ");
	}

	@Test
	void hostIsTighterThanTheGroup() {
		this.fake.host(16_000, 50)
			.unified("/system.slice/app.service")
			.v2("/system.slice/app.service", megabytes(1000), 100, 0);
		assertThat(free()).isEqualTo(50);
	}

	@Test
	void usedAboveTheLimitLeavesNothing() {
		this.fake.unified("/app").v2("/app", megabytes(100), 120, 0);
		assertThat(free()).isZero();
	}

	@Test
	void containerWithANamespaceOfItsOwn() {
		this.fake.unified("/").v2("", megabytes(512), 300, 12);
		assertThat(free()).isEqualTo(224);
		assertThat(where()).isEqualTo("the control group /sys/fs/cgroup (memory.max)");
	}

	@Test
	void groupOutsideOfTheNamespaceIsSeenAtTheTop() {
		this.fake.unified("/../../other").v2("", megabytes(512), 300, 0);
		assertThat(free()).isEqualTo(212);
	}

	@Test
	void versionOneWithNestedGroups() {
		versionOne("/", "/user/app");
		this.fake.v1("sys/fs/cgroup/memory/user/app", megabytes(600), 400, 30)
			.v1("sys/fs/cgroup/memory/user", megabytes(1000), 990, 0)
			.v1("sys/fs/cgroup/memory", UNLIMITED_V1, 9000, 0);
		assertThat(free()).isEqualTo(10);
		assertThat(where()).isEqualTo("the control group /sys/fs/cgroup/memory/user (memory.limit_in_bytes)");
	}

	@Test
	void versionOneWithoutHierarchyBoundsOnlyItsOwn() {
		versionOne("/", "/user/app");
		this.fake.v1("sys/fs/cgroup/memory/user/app", megabytes(600), 400, 30)
			.v1("sys/fs/cgroup/memory/user", megabytes(1000), 990, 0)
			.file("sys/fs/cgroup/memory/user/memory.use_hierarchy", "0");
		assertThat(free()).isEqualTo(230);
	}

	@Test
	void versionOneContainerSeesItsPartUnderTheWholePath() {
		versionOne("/docker/4f2a", "/docker/4f2a");
		this.fake.v1("sys/fs/cgroup/memory", megabytes(512), 500, 0);
		assertThat(free()).isEqualTo(12);
		versionOne("/docker/4f2a", "/docker/4f2a/inner");
		this.fake.v1("sys/fs/cgroup/memory/inner", megabytes(300), 299, 0);
		assertThat(free()).isEqualTo(1);
	}

	@Test
	void bothVersionsAtATime() {
		this.fake.file("proc/self/cgroup", """
				8:pids:/
				4:memory:/process/0e8c
				1:name=systemd:/
				0::/init.scope""")
			.file("proc/self/mountinfo", """
					31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
					35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
					39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
					41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw""")
			.v1("sys/fs/cgroup/memory/process/0e8c", megabytes(600), 400, 0)
			.file("sys/fs/cgroup/unified/init.scope/cgroup.procs", "1")
			.file("sys/fs/cgroup/pids/cgroup.procs", "1");
		assertThat(free()).isEqualTo(200);
	}

	@Test
	void mountPointWithABlank() {
		this.fake.file("proc/self/cgroup", "0::/app")
			.file("proc/self/mountinfo", "35 24 0:30 / /my\\040groups rw - cgroup2 cgroup2 rw")
			.file("my groups/app/memory.max", megabytes(100))
			.file("my groups/app/memory.current", megabytes(60));
		assertThat(free()).isEqualTo(40);
	}

	@Test
	void threadsOfTheHostTheGroupAndTheUser() {
		this.fake.file("proc/loadavg", "0.10 0.20 0.30 2/900 4711").file("proc/sys/kernel/threads-max", "1000");
		assertThat(this.fake.machine().threads()).hasValueSatisfying((room) -> {
			assertThat(room.free()).isEqualTo(100);
			assertThat(room.where()).isEqualTo("kernel.threads-max");
		});
		this.fake.unified("/app")
			.file("sys/fs/cgroup/app/pids.max", "200")
			.file("sys/fs/cgroup/app/pids.current", "150");
		assertThat(this.fake.machine().threads()).hasValueSatisfying((room) -> {
			assertThat(room.free()).isEqualTo(50);
			assertThat(room.where()).contains("pids.max");
		});
		user(1000, "64");
		assertThat(this.fake.machine().threads()).hasValueSatisfying((room) -> {
			assertThat(room.free()).isEqualTo(64 - 30 - 12);
			assertThat(room.where()).contains("RLIMIT_NPROC");
		});
		user(0, "64");
		assertThat(this.fake.machine().threads()).hasValueSatisfying((room) -> assertThat(room.free()).isEqualTo(50));
		user(1000, "unlimited");
		assertThat(this.fake.machine().threads()).hasValueSatisfying((room) -> assertThat(room.free()).isEqualTo(50));
	}

	@Test
	void descriptorsOfTheHostAndTheProcess() {
		this.fake.file("proc/sys/fs/file-nr", "640\t0\t1000")
			.file("proc/self/fd/0", "")
			.file("proc/self/fd/1", "")
			.file("proc/self/limits", """
					Limit                     Soft Limit           Hard Limit           Units
					Max processes             96364                96364                processes
					Max open files            20                   20000                files""");
		assertThat(this.fake.machine().descriptors())
			.hasValueSatisfying((room) -> assertThat(room.free()).isEqualTo(360));
		assertThat(this.fake.machine().ownDescriptors())
			.hasValueSatisfying((room) -> assertThat(room.free()).isEqualTo(18));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void thisMachineHasRoom() {
		Machine machine = new Machine(Path.of("/"));
		assertThat(machine.memory()).hasValueSatisfying((room) -> assertThat(room.free()).isPositive());
		assertThat(machine.threads()).hasValueSatisfying((room) -> assertThat(room.free()).isPositive());
		assertThat(machine.ownDescriptors()).hasValueSatisfying((room) -> assertThat(room.free()).isPositive());
		Footprint own = Footprint.ofThisProcess(machine);
		assertThat(own.peak().orElse(0)).isGreaterThan(20 * MB);
		assertThat(own.besideHeap()).isGreaterThan(10 * MB);
		assertThat(own.threads().orElse(0)).isGreaterThan(5);
		assertThat(own.descriptors().orElse(0)).isGreaterThan(3);
	}

	private void versionOne(String mounted, String group) {
		this.fake.file("proc/self/cgroup", "4:memory:" + group + "\n3:cpu,cpuacct:/")
			.file("proc/self/mountinfo",
					"35 31 0:32 " + mounted + " /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory");
	}

	private void user(int uid, String limit) {
		String status = "Name:\tjava\nUid:\t%d\t%d\t%d\t%d\nThreads:\t%d";
		this.fake.file("proc/self/status", status.formatted(uid, uid, uid, uid, 30))
			.file("proc/4711/status", status.formatted(uid, uid, uid, uid, 30))
			.file("proc/4712/status", status.formatted(uid, uid, uid, uid, 12))
			.file("proc/4713/status", status.formatted(33, 33, 33, 33, 7))
			.file("proc/self/limits", "Max processes             " + limit + "                96364     processes");
	}

	private long free() {
		return this.fake.machine().memory().orElseThrow().free() / MB;
	}

	private String where() {
		return this.fake.machine().memory().orElseThrow().where();
	}

}
