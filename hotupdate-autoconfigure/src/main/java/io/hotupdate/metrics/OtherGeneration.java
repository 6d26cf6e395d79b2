package io.hotupdate.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the generation in the other slot measures, while it lives, and what it told last,
 * for a while after it left.
 */
final class OtherGeneration {

	private static final Logger logger = LoggerFactory.getLogger(OtherGeneration.class);

	/** Longer than anybody's pause between two scrapes. */
	static final Duration KEPT = Duration.ofMinutes(5);

	/** A scrape as a whole has 10 s by default. */
	private static final Duration TIMEOUT = Duration.ofSeconds(2);

	private final Path socket;

	private final Clock clock;

	private volatile @Nullable Farewell farewell;

	OtherGeneration(Path socket, Clock clock) {
		this.socket = socket;
		this.clock = clock;
	}

	void saidFarewell(Map<ExpositionFormat, byte[]> last) {
		this.farewell = new Farewell(last, this.clock.instant());
	}

	/**
	 * What it measures.
	 * @param format in which words
	 * @return its exposition, empty if there is no other generation
	 */
	Exposition exposition(ExpositionFormat format) {
		Farewell before = this.farewell;
		byte[] told = ask(format);
		Farewell farewell = this.farewell;
		if (told != null && farewell == before) {
			return Exposition.parse(told);
		}
		// an answer that was under way is older than a farewell
		return (farewell != null && farewell.isFresh(this.clock.instant())) ? farewell.in(format) : Exposition.NONE;
	}

	private byte @Nullable [] ask(ExpositionFormat format) {
		if (!Files.exists(this.socket)) {
			return null;
		}
		try (SlotChannel other = SlotChannel.open(this.socket, TIMEOUT)) {
			other.say(SlotSocket.TELL);
			other.say(format.name());
			return other.receive();
		}
		catch (IOException ex) {
			logger.debug("The other generation does not tell what it measures", ex);
			return null;
		}
	}

	/**
	 * Tell it what this generation has measured in all, if there is another one.
	 */
	void leave(OwnExposition own) {
		if (!Files.exists(this.socket)) {
			return;
		}
		try (SlotChannel other = SlotChannel.open(this.socket, TIMEOUT)) {
			other.say(SlotSocket.FAREWELL);
			for (ExpositionFormat format : ExpositionFormat.values()) {
				other.send(own.scrape(format, Set.of()));
			}
			other.hear();
		}
		catch (IOException ex) {
			logger.info("What this generation has measured since the last scrape is lost: the other one does not"
					+ " take it ({})", ex.toString());
		}
	}

	/** It is gone without a word, killed perhaps. */
	void forgetSocket() {
		SlotSocket.delete(this.socket);
	}

	/**
	 * What a generation told last.
	 *
	 * @param last its exposition in each format
	 * @param at when
	 */
	private record Farewell(Map<ExpositionFormat, byte[]> last, Instant at) {

		boolean isFresh(Instant now) {
			return now.isBefore(this.at.plus(KEPT));
		}

		Exposition in(ExpositionFormat format) {
			return Exposition.parse(this.last.getOrDefault(format, new byte[0])).lasting();
		}

	}

}
