package io.hotupdate.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;

/**
 * Whether a second process fits beside this one: memory, threads, descriptors. What the
 * system does not tell is in nobody's way.
 */
public final class Admission implements Supplier<List<Finding>> {

	/** What the start of a process and the conversation with it open here. */
	private static final long OWN_DESCRIPTORS = 16;

	private final Machine machine;

	private final Function<Machine, Footprint> look;

	private final OriginalCommand command;

	private final ProcessSettings process;

	private final Settings settings;

	/**
	 * Create an admission.
	 * @param command how this instance was started
	 * @param process what the user wants to differ
	 * @param settings how strict it is
	 */
	public Admission(OriginalCommand command, ProcessSettings process, Settings settings) {
		this(new Machine(Path.of("/")), Footprint::ofThisProcess, command, process, settings);
	}

	Admission(Machine machine, Function<Machine, Footprint> look, OriginalCommand command, ProcessSettings process,
			Settings settings) {
		this.machine = machine;
		this.look = look;
		this.command = command;
		this.process = process;
		this.settings = settings;
	}

	@Override
	public List<Finding> get() {
		Footprint own = this.look.apply(this.machine);
		List<Finding> findings = new ArrayList<>();
		if (this.settings.memory() != MemoryCheck.OFF) {
			memory(own).ifPresent(findings::add);
		}
		threads(own).ifPresent(findings::add);
		descriptors(own).ifPresent(findings::add);
		return findings;
	}

	private Optional<Finding> memory(Footprint own) {
		OptionalLong heap = (this.settings.memory() == MemoryCheck.PEAK)
				? new HeapOptions(this.command, this.process).largest(this.machine.totalMemory())
				: OptionalLong.empty();
		if (heap.isEmpty() && own.peak().isEmpty()) {
			return Optional.empty();
		}
		long peak = heap.isPresent() ? heap.getAsLong() + own.besideHeap() : own.peak().getAsLong();
		String basis = heap.isPresent() ? "a heap of " + megabytes(heap.getAsLong()) + " by its options and "
				+ megabytes(own.besideHeap()) + " beside it"
				: "the " + megabytes(peak) + " that this process has used at its peak";
		long need = times(peak);
		return this.machine.memory()
			.filter((room) -> room.free() < need)
			.map((room) -> refused("NO_MEMORY",
					"A successor may need " + megabytes(need) + " of memory (" + factor() + basis + "), but "
							+ room.where() + " leaves " + megabytes(room.free()),
					"Perhaps you should free or grant " + megabytes(need - room.free()) + " more, "
							+ (heap.isPresent()
									? "give it a smaller heap by hotupdate.process.jvm-options, set"
											+ " hotupdate.handover.memory-check=observed if it never fills its heap,"
									: "lower hotupdate.handover.memory-factor,")
							+ " or set hotupdate.handover.mode=restart-in-place"));
	}

	private Optional<Finding> threads(Footprint own) {
		long need = times(own.threads().orElse(0));
		return this.machine.threads()
			.filter((room) -> room.free() < need)
			.map((room) -> refused("NO_THREADS",
					"A successor may need " + need + " threads (" + factor() + "the " + own.threads().orElse(0)
							+ " of this process), but " + room.where() + " leaves " + room.free(),
					"Perhaps you should raise that limit, or set hotupdate.handover.mode=restart-in-place"));
	}

	private Optional<Finding> descriptors(Footprint own) {
		long need = times(own.descriptors().orElse(0));
		Optional<Finding> onHost = this.machine.descriptors()
			.filter((room) -> room.free() < need)
			.map((room) -> refused("NO_DESCRIPTORS",
					"A successor may need " + need + " descriptors (" + factor() + "the " + own.descriptors().orElse(0)
							+ " of this process), but " + room.where() + " leaves " + room.free(),
					"Perhaps you should raise fs.file-max, or see which process holds so many"));
		return onHost.isPresent() ? onHost
				: this.machine.ownDescriptors()
					.filter((room) -> room.free() < OWN_DESCRIPTORS)
					.map((room) -> refused("NO_DESCRIPTORS",
							"This process needs " + OWN_DESCRIPTORS + " more descriptors to start a successor, but "
									+ room.where() + " leaves " + room.free(),
							"Perhaps you should wait for fewer connections, or start the application with a higher"
									+ " limit (ulimit -n, LimitNOFILE)"));
	}

	private long times(long amount) {
		return Math.round(amount * this.settings.factor());
	}

	private String factor() {
		return String.format(Locale.ROOT, "%.2f times ", this.settings.factor());
	}

	private static Finding refused(String code, String message, String remedy) {
		return new Finding(code, Reason.NO_ROOM, true, message, remedy);
	}

	private static String megabytes(long bytes) {
		return (bytes >> 20) + " MB";
	}

	/** What the memory of a successor is reckoned by. */
	public enum MemoryCheck {

		/** The heap that its options allow it, else what this process was seen to use. */
		PEAK,
		/** What this process was seen to use at its peak. */
		OBSERVED,
		/** Not at all. */
		OFF

	}

	/**
	 * How strict it is.
	 *
	 * @param memory what the memory of a successor is reckoned by
	 * @param factor how many times of that has to be free
	 */
	public record Settings(MemoryCheck memory, double factor) {

	}

}
