package io.hotupdate.release;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.release.ReleaseSettings.Repository;

/**
 * Gets a location over HTTP. It follows redirects itself, so that each target is checked
 * against the allow-list and gets only the credentials that are its own. Lives for one
 * download: the JDK's client keeps a thread as long as it is referred to.
 */
final class HttpTransport {

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int MAX_REDIRECTS = 5;

	private final Map<Optional<Repository>, HttpClient> clients = new HashMap<>();

	private final Locations locations;

	private final Repositories repositories;

	private final Duration headerTimeout;

	private final Duration stallTimeout;

	HttpTransport(Locations locations, Repositories repositories, ReleaseSettings settings) {
		this.locations = locations;
		this.repositories = repositories;
		this.stallTimeout = settings.stallTimeout();
		this.headerTimeout = settings.connectTimeout().plus(settings.stallTimeout());
	}

	HttpAnswer get(Location location, Map<String, String> headers) throws InterruptedException {
		Location target = location;
		for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
			HttpAnswer answer = getOnce(target, headers);
			if (!REDIRECTS.contains(answer.status())) {
				return answer;
			}
			answer.close();
			target = redirect(target, answer.headers().firstValue("Location").orElse(""));
		}
		throw new UpdateException(Reason.REDIRECT_NOT_ALLOWED, location + " leads through more than " + MAX_REDIRECTS
				+ " redirects; perhaps you should name its final location");
	}

	private Location redirect(Location from, String reference) {
		String why = "it is outside hotupdate.releases.allowed";
		if (reference.isBlank()) {
			throw notAllowed(from, "nowhere", "the redirect has no Location");
		}
		Location target;
		try {
			target = from.resolve(reference);
			if (!target.isFile() && this.locations.isAllowed(target)) {
				return target;
			}
		}
		catch (IllegalArgumentException ex) {
			throw notAllowed(from, Mask.mask(reference), String.valueOf(ex.getMessage()));
		}
		throw notAllowed(from, target.toString(), why);
	}

	private static UpdateException notAllowed(Location from, String target, String why) {
		return new UpdateException(Reason.REDIRECT_NOT_ALLOWED,
				from + " leads to " + target + ", which is not allowed: " + why
						+ "; perhaps you should add it to hotupdate.releases.allowed if you trust it");
	}

	private HttpAnswer getOnce(Location location, Map<String, String> headers) throws InterruptedException {
		Optional<Repository> repository = this.repositories.of(location);
		HttpRequest.Builder request = HttpRequest.newBuilder(location.uri()).header("Accept-Encoding", "identity");
		headers.forEach(request::header);
		repository.flatMap(Repositories::authorization).ifPresent((it) -> request.header("Authorization", it));
		HttpClient client = this.clients.computeIfAbsent(repository, this.repositories::client);
		HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = await(location,
				client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher()));
		BodyReader body = new BodyReader(location, this.stallTimeout);
		response.body().subscribe(body);
		return new HttpAnswer(location, response.statusCode(), response.headers(), body);
	}

	private <T> T await(Location location, CompletableFuture<T> response) throws InterruptedException {
		try {
			return response.get(this.headerTimeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw BodyReader.stalled(location, this.headerTimeout);
		}
		catch (ExecutionException ex) {
			throw unreachable(location, (ex.getCause() != null) ? ex.getCause() : ex);
		}
		finally {
			response.cancel(true);
		}
	}

	private static RuntimeException unreachable(Location location, Throwable cause) {
		if (cause instanceof SSLException) {
			return new TransferException(Reason.SERVER_UNREACHABLE,
					"No secure connection to the server of " + location + " (" + cause.getMessage()
							+ "); perhaps you should set an ssl-bundle that trusts its certificate in"
							+ " hotupdate.releases.repositories",
					cause, false, null);
		}
		if (cause instanceof IOException) {
			String what = (cause.getMessage() != null) ? cause.getMessage() : cause.getClass().getSimpleName();
			return new TransferException(Reason.SERVER_UNREACHABLE, "The server of " + location + " cannot be reached ("
					+ Mask.mask(what) + "); perhaps you should check its name, the network and the proxy", cause);
		}
		return new IllegalStateException("Cannot get " + location, cause);
	}

}
