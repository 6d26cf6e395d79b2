package io.hotupdate.release;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered, its body still to be read.
 *
 * @param location where it answered, after redirects
 * @param status the status
 * @param headers the headers
 * @param body the body
 */
record HttpAnswer(Location location, int status, HttpHeaders headers, BodyReader body) implements AutoCloseable {

	boolean isMissing() {
		return this.status == 404 || this.status == 410;
	}

	long contentLength() {
		return this.headers.firstValueAsLong("Content-Length").orElse(-1);
	}

	/** The ETag if it is a strong one. */
	@Nullable String strongEtag() {
		return this.headers.firstValue("ETag").filter((it) -> it.startsWith("\"")).orElse(null);
	}

	/** What an answer that is none of those hoped for means. */
	UpdateException failure(Clock clock) {
		String said = "The server answered " + this.status + " for " + this.location;
		if (this.status == 401 || this.status == 403 || this.status == 407) {
			return new UpdateException(Reason.CREDENTIALS_REFUSED, said
					+ "; perhaps you should check the credentials in hotupdate.releases.repositories for this URL");
		}
		if (isMissing()) {
			return new UpdateException(Reason.RELEASE_NOT_FOUND,
					said + "; perhaps you should check the version, or publish the release first");
		}
		if (this.status >= 500 || this.status == 429 || this.status == 408) {
			return new TransferException(Reason.SERVER_ERROR,
					said + "; perhaps you should look at the server and retry", null, true, retryAfter(clock));
		}
		return new UpdateException(Reason.RELEASE_NOT_FOUND,
				said + ", which is no release; perhaps you should check hotupdate.releases.location");
	}

	private @Nullable Duration retryAfter(Clock clock) {
		String value = this.headers.firstValue("Retry-After").orElse("").strip();
		if (value.matches("[0-9]{1,9}")) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			return Duration.between(clock.instant(), date);
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	@Override
	public void close() {
		this.body.close();
	}

}
