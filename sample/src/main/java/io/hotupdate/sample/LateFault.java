package io.hotupdate.sample;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a release does that turns bad only after it has taken traffic: answers one request
 * in five with 500, is DOWN, or takes three times as long for everything.
 */
final class LateFault extends OncePerRequestFilter implements HealthIndicator {

	private final String fault;

	private final long after;

	private final AtomicLong requests = new AtomicLong();

	private volatile long first;

	LateFault(String fault, Duration after) {
		this.fault = fault;
		this.after = after.toNanos();
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		String path = request.getRequestURI();
		return path.startsWith("/actuator") || path.startsWith("/hotupdate-warm-up");
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		long begun = System.nanoTime();
		if (this.requests.getAndIncrement() == 0) {
			this.first = begun;
		}
		if (is("errors") && this.requests.get() % 5 == 0) {
			response.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
			return;
		}
		boolean slow = is("slow");
		chain.doFilter(request, response);
		if (slow) {
			pause(2 * (System.nanoTime() - begun));
		}
	}

	private boolean is(String fault) {
		return this.fault.equals(fault) && this.first != 0 && System.nanoTime() - this.first > this.after;
	}

	private static void pause(long nanos) {
		try {
			TimeUnit.NANOSECONDS.sleep(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public Health health() {
		return is("down") ? Health.down().withDetail("reason", "the warehouse has closed").build()
				: Health.up().build();
	}

}
