package io.hotupdate.sample;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.hotupdate.EveryGeneration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** A job that ticks once a second, and whoever listens to it. */
@RestController
class Ticks {

	private static final Logger logger = LoggerFactory.getLogger(Ticks.class);

	private final AtomicLong count = new AtomicLong();

	private final List<SseEmitter> listeners = new CopyOnWriteArrayList<>();

	private final String version;

	Ticks(Release release) {
		this.version = release.version();
	}

	@GetMapping("/ticks")
	SseEmitter listen() {
		SseEmitter listener = new SseEmitter(0L);
		listener.onCompletion(() -> this.listeners.remove(listener));
		listener.onTimeout(() -> this.listeners.remove(listener));
		listener.onError((ex) -> this.listeners.remove(listener));
		this.listeners.add(listener);
		return listener;
	}

	@GetMapping("/jobs")
	Tick jobs() {
		return new Tick(this.version, this.count.get());
	}

	@EveryGeneration // it has listeners of its own
	@Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
	void tick() {
		Tick tick = new Tick(this.version, this.count.incrementAndGet());
		this.listeners.forEach((listener) -> send(listener, tick));
	}

	private void send(SseEmitter listener, Tick tick) {
		try {
			listener.send(tick);
		}
		catch (IOException | IllegalStateException ex) {
			logger.trace("A listener has gone", ex);
			this.listeners.remove(listener);
		}
	}

	record Tick(String version, long count) {
	}

}
