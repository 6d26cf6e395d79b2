package io.hotupdate.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;
import io.hotupdate.process.Admission.MemoryCheck;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.hotupdate.process.FakeMachine.MB;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals with their figures.
 */
class AdmissionTests {

	private static final Footprint OWN = new Footprint(OptionalLong.of(400 * MB), 150 * MB, OptionalLong.of(40),
			OptionalLong.of(100));

	@TempDir
	Path root;

	private FakeMachine fake;

	@BeforeEach
	void setUp() {
		this.fake = new FakeMachine(this.root);
	}

	@Test
	void whatFitsIsAdmitted() {
		this.fake.host(1000, 441);
		assertThat(findings(MemoryCheck.PEAK, 1.1)).isEmpty();
	}

	@Test
	void observedPeakDoesNotFit() {
		this.fake.host(1000, 430);
		Finding finding = findings(MemoryCheck.PEAK, 1.1).get(0);
		assertThat(finding.code()).isEqualTo("NO_MEMORY");
		assertThat(finding.reason()).isEqualTo(Reason.NO_ROOM);
		assertThat(finding.blocking()).isTrue();
		assertThat(finding.message()).isEqualTo("A successor may need 440 MB of memory (1.10 times the 400 MB that this"
				+ " process has used at its peak), but the machine's available memory leaves 430 MB");
		assertThat(finding.remedy()).contains("10 MB more").contains("restart-in-place");
	}

	@Test
	void heapOfTheOptionsCountsAsItsPeak() {
		this.fake.host(4000, 1000);
		Finding finding = findings(MemoryCheck.PEAK, 1.0, "-Xmx900m").get(0);
		assertThat(finding.message()).isEqualTo("A successor may need 1050 MB of memory (1.00 times a heap of 900 MB by"
				+ " its options and 150 MB beside it), but the machine's available memory leaves 1000 MB");
		assertThat(finding.remedy()).contains("hotupdate.handover.memory-check=observed");
		assertThat(findings(MemoryCheck.PEAK, 1.0, "-Xmx800m")).isEmpty();
		assertThat(findings(MemoryCheck.PEAK, 1.0, "-XX:MaxRAMPercentage=25")).hasSize(1);
		assertThat(findings(MemoryCheck.PEAK, 1.0, "-XX:MaxRAMPercentage=20")).isEmpty();
	}

	@Test
	void observedLooksAtNoOptions() {
		this.fake.host(4000, 1000);
		assertThat(findings(MemoryCheck.OBSERVED, 1.0, "-Xmx3g")).isEmpty();
		assertThat(findings(MemoryCheck.OBSERVED, 3.0)).hasSize(1);
	}

	@Test
	void offLooksAtNoMemory() {
		this.fake.host(4000, 1);
		assertThat(findings(MemoryCheck.OFF, 100)).isEmpty();
	}

	@Test
	void threadsDoNotFit() {
		this.fake.unified("/app")
			.file("sys/fs/cgroup/app/pids.max", "100")
			.file("sys/fs/cgroup/app/pids.current", "60");
		assertThat(findings(MemoryCheck.PEAK, 1.0)).isEmpty();
		Finding finding = findings(MemoryCheck.PEAK, 1.1).get(0);
		assertThat(finding.code()).isEqualTo("NO_THREADS");
		assertThat(finding.message()).contains("44 threads", "the 40 of this process", "pids.max", "leaves 40");
	}

	@Test
	void descriptorsDoNotFit() {
		this.fake.file("proc/sys/fs/file-nr", "640\t0\t1000");
		assertThat(findings(MemoryCheck.PEAK, 1.1)).isEmpty();
		this.fake.file("proc/sys/fs/file-nr", "940\t0\t1000");
		assertThat(findings(MemoryCheck.PEAK, 1.1)).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("110 descriptors", "leaves 60"));
	}

	@Test
	void processHasNoDescriptorLeftToStartAnother() {
		this.fake.file("proc/self/fd/0", "")
			.file("proc/self/limits", "Max open files            12                   20000                files");
		assertThat(findings(MemoryCheck.PEAK, 1.1)).singleElement()
			.satisfies((finding) -> assertThat(finding.message()).contains("RLIMIT_NOFILE leaves 11"));
	}

	@Test
	void whatTheSystemDoesNotTellIsInNobodysWay() {
		Admission admission = new Admission(new Machine(this.root.resolve("nowhere")), (machine) -> OWN,
				command("-Xmx9g"), settings(), new Admission.Settings(MemoryCheck.PEAK, 10));
		assertThat(admission.get()).isEmpty();
	}

	private List<Finding> findings(MemoryCheck check, double factor, String... options) {
		return new Admission(this.fake.machine(), (machine) -> OWN, command(options), settings(),
				new Admission.Settings(check, factor))
			.get();
	}

	private OriginalCommand command(String... options) {
		return new OriginalCommand(List.of(("java " + String.join(" ", options) + " -jar app.jar").split(" +")),
				Map.of(), this.root);
	}

	private static ProcessSettings settings() {
		return new ProcessSettings(null, List.of(), List.of(), null);
	}

}
