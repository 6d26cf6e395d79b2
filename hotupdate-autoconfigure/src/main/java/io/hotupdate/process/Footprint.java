package io.hotupdate.process;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.OptionalLong;

/**
 * What this process was seen to use: what a successor, which runs the same application in
 * the same way, will use too.
 *
 * @param peak the most memory that was resident at a time, empty if unknown
 * @param besideHeap bytes that this needs besides its heap
 * @param threads its threads
 * @param descriptors its open descriptors
 */
record Footprint(OptionalLong peak, long besideHeap, OptionalLong threads, OptionalLong descriptors) {

	static Footprint ofThisProcess(Machine machine) {
		OptionalLong peak = machine.own("VmHWM");
		return new Footprint(peak, besideHeap(peak), machine.own("Threads"), machine.openDescriptors());
	}

	/**
	 * What was resident without the heap. A heap of which pages were never touched hides
	 * the rest, but class metadata, compiled code and direct buffers are there in any
	 * case.
	 */
	private static long besideHeap(OptionalLong peak) {
		MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
		long known = memory.getNonHeapMemoryUsage().getCommitted()
				+ ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
					.stream()
					.filter((pool) -> pool.getName().equals("direct"))
					.mapToLong(BufferPoolMXBean::getMemoryUsed)
					.sum();
		return Math.max(known, peak.orElse(0) - memory.getHeapMemoryUsage().getCommitted());
	}

}
