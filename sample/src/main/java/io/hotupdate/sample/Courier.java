package io.hotupdate.sample;

import java.util.concurrent.CompletableFuture;

import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** Takes its time, on the application's executor. */
@Component
class Courier {

	@Async
	CompletableFuture<Long> ride(long ms) throws InterruptedException {
		Thread.sleep(ms);
		return CompletableFuture.completedFuture(ms);
	}

}
