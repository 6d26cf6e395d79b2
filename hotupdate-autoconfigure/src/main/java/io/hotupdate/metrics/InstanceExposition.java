package io.hotupdate.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.function.BooleanSupplier;

import io.hotupdate.UpdateSnapshot;
import io.hotupdate.process.RuntimeDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exposition for both generations of an instance, whichever of them is asked. Each
 * one's series carry its {@link Slot}; what belongs to the instance as a whole is told
 * once, by the generation that owns it.
 */
public final class InstanceExposition {

	private static final Logger logger = LoggerFactory.getLogger(InstanceExposition.class);

	private final Slot slot;

	private final OwnExposition own;

	private final BooleanSupplier leading;

	private final Path socket;

	private final OtherGeneration other;

	private @Nullable SlotSocket listening;

	/**
	 * Create it.
	 * @param generation the number of this generation
	 * @param own what it measures
	 * @param leading whether it owns the instance
	 * @param directory where the generations of the instance meet
	 * @param clock the clock
	 */
	public InstanceExposition(long generation, OwnExposition own, BooleanSupplier leading, RuntimeDirectory directory,
			Clock clock) {
		this.slot = Slot.of(generation);
		this.own = own;
		this.leading = leading;
		this.socket = socket(directory, this.slot);
		this.other = new OtherGeneration(socket(directory, this.slot.other()), clock);
	}

	private static Path socket(RuntimeDirectory directory, Slot slot) {
		return directory.socket("metrics-" + slot.id());
	}

	/**
	 * Write what both generations measure.
	 * @param format in which words
	 * @param names the families that are wanted, empty for all
	 * @return the exposition in UTF-8
	 */
	public byte[] scrape(ExpositionFormat format, Set<String> names) {
		Exposition theirs = this.other.exposition(format).only(names);
		Exposition mine = Exposition.parse(this.own.scrape(format, names));
		return mine.with(this.slot, theirs, this.leading.getAsBoolean() ? mine : theirs, format);
	}

	/**
	 * Begin. A successor has a predecessor to tell; where there is none, what killed
	 * generations have left behind goes.
	 * @param successor whether there is a predecessor
	 */
	public synchronized void begin(boolean successor) {
		if (successor) {
			listen();
		}
		else {
			beAlone();
		}
	}

	/** Tell the other generation, if there is one, all that was measured, and go. */
	public synchronized void end() {
		this.other.leave(this.own);
		close();
	}

	/**
	 * Meet the other generation while there is one.
	 * @param snapshot what is known of the instance
	 */
	public synchronized void observe(UpdateSnapshot snapshot) {
		if (!this.leading.getAsBoolean()) {
			return;
		}
		if (snapshot.generations().size() > 1) {
			listen();
		}
		else {
			beAlone();
		}
	}

	/** What keeps it from that is logged: the update goes on. */
	private void listen() {
		if (this.listening != null) {
			return;
		}
		try {
			this.listening = SlotSocket.listen(this.socket, this.own, this.other::saidFarewell);
		}
		catch (IOException ex) {
			logger.warn("Two generations are not scraped as one: the socket {} cannot be made", this.socket, ex);
		}
	}

	private void beAlone() {
		close();
		SlotSocket.delete(this.socket);
		this.other.forgetSocket();
	}

	private void close() {
		SlotSocket listening = this.listening;
		this.listening = null;
		if (listening != null) {
			listening.close();
		}
	}

}
