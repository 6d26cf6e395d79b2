package io.hotupdate.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import io.hotupdate.GenerationOwnership;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Dispatches the orders, which one generation does at a time, and keeps a journal of it:
 * the time in microseconds, the process id, the generation, whether it was the owner.
 */
@Component
@ConditionalOnProperty("orderdesk.dispatch.journal")
class Dispatcher {

	private static final long PID = ProcessHandle.current().pid();

	private final GenerationOwnership ownership;

	private final long generation;

	private final Path journal;

	Dispatcher(GenerationOwnership ownership, @Value("${hotupdate.generation:1}") long generation,
			@Value("${orderdesk.dispatch.journal}") Path journal) {
		this.ownership = ownership;
		this.generation = generation;
		this.journal = journal;
	}

	@Scheduled(fixedRateString = "${orderdesk.dispatch.every:1s}")
	void dispatch() throws IOException {
		long micros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
		String line = micros + " " + PID + " " + this.generation + " " + this.ownership.isOwner() + "\n";
		Files.writeString(this.journal, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
