package io.hotupdate.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

import io.hotupdate.process.ProcessIdentity;
import io.hotupdate.process.SuccessorCommand;
import io.hotupdate.supervisor.Frame.Type;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of an instance that live, from their start to their end. Used on the
 * supervisor's thread.
 */
final class Children {

	/** Stands for the code of one that is nobody's child, which cannot be known. */
	private static final int UNKNOWN = 1;

	private static final Logger logger = LoggerFactory.getLogger(Children.class);

	/** What one has said reaches this thread another way than its end. */
	private static final Duration LAST_WORDS = Duration.ofSeconds(2);

	private final Generations generations;

	private final SupervisorThread thread;

	private final ObjIntConsumer<Child> ended;

	private final Map<Long, Child> children = new LinkedHashMap<>();

	/**
	 * Create it, with no children.
	 * @param generations starts processes
	 * @param thread where everything happens
	 * @param ended is told of each that has ended, with its exit code, when it is none of
	 * them any more
	 */
	Children(Generations generations, SupervisorThread thread, ObjIntConsumer<Child> ended) {
		this.generations = generations;
		this.thread = thread;
		this.ended = ended;
	}

	Child launch(SuccessorCommand command) throws IOException {
		Child child = new Child(
				this.generations.launch(command, (pid, code) -> this.thread.execute(() -> exited(pid, code))), false);
		add(child);
		logger.info("Process {} is started", child.pid());
		return child;
	}

	/** One that another supervisor has started. */
	Child adopt(ProcessIdentity identity) {
		Child child = new Child(
				this.generations.watch(identity, () -> this.thread.execute(() -> exited(identity.pid(), UNKNOWN))),
				true);
		add(child);
		return child;
	}

	private void add(Child child) {
		this.children.put(child.pid(), child);
		this.generations.record(this.children.values().stream().map(Child::process).toList());
	}

	Collection<Child> all() {
		return Collections.unmodifiableCollection(this.children.values());
	}

	boolean isEmpty() {
		return this.children.isEmpty();
	}

	Optional<Child> find(long pid) {
		return Optional.ofNullable(this.children.get(pid));
	}

	/** Who speaks on a line. */
	Optional<Child> on(FrameChannel line) {
		return this.children.values().stream().filter((child) -> child.speaksOn(line)).findFirst();
	}

	/** Nothing more comes on a line. */
	void lost(FrameChannel line) {
		on(line).ifPresent((child) -> {
			child.fellSilent();
			Integer code = child.exitCode();
			if (code != null) {
				end(child, code);
			}
		});
	}

	private void exited(long pid, int code) {
		Child child = this.children.get(pid);
		if (child == null) {
			return;
		}
		child.exited(code);
		if (child.isSilent()) {
			end(child, code);
		}
		else {
			this.thread.after(LAST_WORDS, () -> end(child, code));
		}
	}

	private void end(Child child, int code) {
		if (this.children.remove(child.pid(), child)) {
			Frame exited = Frame.of(Type.EXITED, String.valueOf(child.pid()), String.valueOf(code));
			this.children.values().forEach((other) -> other.say(exited));
			this.ended.accept(child, code);
		}
	}

	/**
	 * Have all of them end.
	 * @param times how often that was asked for: the first time in order, then at once
	 */
	void stop(int times) {
		this.children.values().forEach((child) -> stop(child, times));
	}

	private void stop(Child child, int times) {
		if (times > 2) {
			child.process().identity().kill();
		}
		else if (times > 1 || !child.say(Frame.of(Type.STOP))) {
			this.generations.signal(child.process(), "TERM");
		}
	}

}
