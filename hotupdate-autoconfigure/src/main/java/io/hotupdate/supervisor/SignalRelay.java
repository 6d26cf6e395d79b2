package io.hotupdate.supervisor;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes signals on to the generation that answers for the instance.
 */
final class SignalRelay {

	private static final Logger logger = LoggerFactory.getLogger(SignalRelay.class);

	private final SignalSource source;

	private final Generations generations;

	private final Supplier<Collection<Child>> children;

	private final Consumer<Runnable> thread;

	private final Runnable resume;

	/**
	 * Create a relay.
	 * @param source where signals come from
	 * @param generations sends them
	 * @param children those that live
	 * @param thread runs on the supervisor's thread
	 * @param resume what a hang-up is for when no generation is left
	 */
	SignalRelay(SignalSource source, Generations generations, Supplier<Collection<Child>> children,
			Consumer<Runnable> thread, Runnable resume) {
		this.source = source;
		this.generations = generations;
		this.children = children;
		this.thread = thread;
		this.resume = resume;
	}

	/** Before a generation has taken them too they would end this process. */
	void begin() {
		List.of("HUP", "USR1").forEach(this::take);
	}

	/** A generation has taken these. */
	void take(Child child, Set<String> names) {
		child.signals(names);
		names.forEach(this::take);
	}

	private void take(String name) {
		this.source.take(name, () -> this.thread.accept(() -> pass(name)));
	}

	private void pass(String name) {
		Collection<Child> children = this.children.get();
		if (children.isEmpty() && name.equals("HUP")) {
			// what the application is to read anew it reads when it starts
			this.resume.run();
			return;
		}
		// it would end one that has not taken it yet
		List<Child> takers = children.stream()
			.filter((child) -> child.takes(name) && (child.isLeading() || children.size() == 1))
			.toList();
		if (takers.isEmpty()) {
			logger.info("The signal {} has come, and no generation takes it now", name);
		}
		takers.forEach((child) -> this.generations.signal(child.process(), name));
	}

}
