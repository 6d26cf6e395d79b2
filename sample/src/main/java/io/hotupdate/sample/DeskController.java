package io.hotupdate.sample;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Says who is at the desk, quickly or slowly. */
@RestController
class DeskController {

	private static final long LONGEST_MS = 600_000;

	private final Desk desk;

	private final Courier courier;

	DeskController(Release release, Courier courier) {
		this.courier = courier;
		this.desk = new Desk("order-desk", release.version(), ProcessHandle.current().pid());
	}

	@GetMapping("/")
	Desk desk() {
		return this.desk;
	}

	@GetMapping("/slow")
	Desk slow(@RequestParam(defaultValue = "2000") long ms) throws InterruptedException {
		requireShort(ms);
		Thread.sleep(ms);
		return this.desk;
	}

	/** As slow as the other, but on the application's executor. */
	@GetMapping("/later")
	Callable<Desk> later(@RequestParam(defaultValue = "2000") long ms) {
		requireShort(ms);
		return () -> slow(ms);
	}

	/** As slow too, by an asynchronous method. */
	@GetMapping("/courier")
	CompletableFuture<Desk> courier(@RequestParam(defaultValue = "2000") long ms) throws InterruptedException {
		requireShort(ms);
		return this.courier.ride(ms).thenApply((ridden) -> this.desk);
	}

	private static void requireShort(long ms) {
		if (ms < 0 || ms > LONGEST_MS) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "ms must be 0 to " + LONGEST_MS);
		}
	}

	record Desk(String application, String version, long pid) {
	}

}
