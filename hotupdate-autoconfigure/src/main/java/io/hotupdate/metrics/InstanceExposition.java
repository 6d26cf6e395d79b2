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
	 * Be ready for the other generation. What keeps that is logged: the application
	 * starts all the same.
	 */
	public synchronized void begin() {
		try {
			this.listening = SlotSocket.listen(this.socket, this.own, this.other::saidFarewell);
		}
		catch (IOException ex) {
			logger.warn("Two generations will not be scraped as one: the socket {} cannot be made", this.socket, ex);
		}
	}

	/** Tell the other generation all that was measured, and go. */
	public synchronized void end() {
		this.other.leave(this.own);
		SlotSocket listening = this.listening;
		this.listening = null;
		if (listening == null) {
			return;
		}
		try {
			listening.close();
		}
		catch (IOException ex) {
			logger.warn("The socket {} is left behind", this.socket, ex);
		}
	}

	/**
	 * When this generation owns the instance and is alone: what one that was killed has
	 * left behind goes.
	 * @param snapshot what is known of the instance
	 */
	public void observe(UpdateSnapshot snapshot) {
		if (snapshot.generations().size() == 1 && this.leading.getAsBoolean()) {
			cleanUp();
		}
	}

	/** No other generation lives: what a killed one has left behind goes. */
	public void cleanUp() {
		try {
			this.other.forgetSocket();
		}
		catch (IOException ex) {
			logger.warn("The socket of a generation that is gone is left behind", ex);
		}
	}

}
