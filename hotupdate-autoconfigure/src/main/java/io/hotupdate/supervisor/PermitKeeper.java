package io.hotupdate.supervisor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Asks the group for the permit to start its instance again after one crash, when what
 * the instance depends on is there. While it is not, the group knows that one waits.
 */
final class PermitKeeper implements Gatekeeper {

	private final RestartPermits permits;

	private final PermitSettings settings;

	private final RespClient redis;

	private final String crash;

	private final Gatekeeper dependencies;

	private boolean asked;

	private @Nullable Duration again;

	/**
	 * Create it.
	 * @param permits is told whether the group answers
	 * @param settings what to ask for
	 * @param redis whom to ask
	 * @param crash names the crash: who asks for it again has the permit already
	 * @param dependencies what has to be there before
	 */
	PermitKeeper(RestartPermits permits, PermitSettings settings, RespClient redis, String crash,
			Gatekeeper dependencies) {
		this.permits = permits;
		this.settings = settings;
		this.redis = redis;
		this.crash = crash;
		this.dependencies = dependencies;
	}

	@Override
	public @Nullable String hindrance() {
		this.again = null;
		this.asked = true;
		String missing = this.dependencies.hindrance();
		try {
			List<String> reply = say("ASK", missing != null);
			if (missing != null || reply.get(0).equals("GRANTED")) {
				return missing;
			}
			this.again = Duration.ofMillis(Long.parseLong(reply.get(1)));
			return why(reply.get(0), reply.get(2));
		}
		catch (IOException | RuntimeException ex) {
			// whatever Redis says, it does not keep an instance from being started
			this.permits.failed(this.settings, ex);
			return missing;
		}
	}

	private List<String> say(String word, boolean away) throws IOException {
		Object reply = this.redis.run(RestartPermits.keys(this.settings.group()),
				List.of("", word, this.settings.instance(), this.crash, String.valueOf(away), this.settings.maxAtOnce(),
						this.settings.burst(), this.settings.perMinute(),
						String.valueOf(this.settings.healthyDeadline().toNanos() / 1000)));
		if (reply instanceof List<?> list && list.size() == 3) {
			this.permits.answered();
			return list.stream().map(String::valueOf).toList();
		}
		throw new IOException("Redis answers something else than a permit: " + reply);
	}

	/** Without figures that change: each other text is a line in the log. */
	private static String why(String reason, String detail) {
		return switch (reason) {
			case "FROZEN" -> "The group starts nothing again, " + detail + "; perhaps you should look why, then resume"
					+ " this instance, or forget those that are gone";
			case "AT_ONCE" -> "The group lets " + detail + " start again at once, and so many do";
			case "ROUND" -> "The group lets those go slowly that have waited for what they depend on";
			case "RATE" -> "The group has started so many again that it waits before the next one";
			default -> "The group starts others again first";
		};
	}

	/** Those that wait are not to come in step. */
	@Override
	public Duration again(Duration usual) {
		Duration again = this.again;
		return (again != null)
				? Duration.ofMillis((long) (again.toMillis() * ThreadLocalRandom.current().nextDouble(0.5, 1))) : usual;
	}

	@Override
	public void over(boolean well) {
		if (!this.asked) {
			return;
		}
		this.asked = false;
		try (this.redis) {
			say(well ? "READY" : "FAILED", false);
		}
		catch (IOException | RuntimeException ex) {
			// the permit is given back by the instance's own heartbeat
			this.permits.failed(this.settings, ex);
		}
	}

}
