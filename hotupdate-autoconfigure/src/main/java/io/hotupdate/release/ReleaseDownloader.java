package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

import io.hotupdate.Download;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundles;

/**
 * Brings releases into the {@link Store}, from files, over HTTP and from Maven
 * repositories, and proves that they are what was asked for before anything of them runs.
 */
public final class ReleaseDownloader implements ReleaseFetcher {

	private static final Logger logger = LoggerFactory.getLogger(ReleaseDownloader.class);

	private final Store store;

	private final ApplicationIdentity own;

	private final ReleaseSettings settings;

	private final Locations locations;

	private final Repositories repositories;

	private final JarVerifier verifier;

	private final Retry retry;

	private final Clock clock;

	/**
	 * Create a downloader.
	 * @param store the store, owned by this process when it downloads
	 * @param own the application that runs
	 * @param settings where releases come from
	 * @param sslBundles the SSL bundles that the settings name, if any
	 * @param java looks for the Java that will run a release; empty if its version is not
	 * known
	 * @throws IllegalArgumentException if a setting is none, with its name
	 */
	public ReleaseDownloader(Store store, ApplicationIdentity own, ReleaseSettings settings,
			@Nullable SslBundles sslBundles, Supplier<Optional<RuntimeJava>> java) {
		this(store, own, settings, sslBundles, java, (it) -> TimeUnit.NANOSECONDS.sleep(it.toNanos()),
				() -> ThreadLocalRandom.current().nextDouble(), Clock.systemUTC());
	}

	ReleaseDownloader(Store store, ApplicationIdentity own, ReleaseSettings settings, @Nullable SslBundles sslBundles,
			Supplier<Optional<RuntimeJava>> java, Sleeper sleeper, DoubleSupplier random, Clock clock) {
		this.store = store;
		this.own = own;
		this.settings = settings;
		this.locations = new Locations(settings);
		this.repositories = new Repositories(settings, sslBundles);
		this.verifier = new JarVerifier(own, java);
		this.retry = new Retry(settings, sleeper, random);
		this.clock = clock;
	}

	@Override
	public void check(UpdateRequest request) {
		if (kept(request).isEmpty()) {
			this.locations.of(request);
		}
	}

	@Override
	public Optional<UpdateRequest> previous() {
		return this.store.previous()
			.map((release) -> new UpdateRequest(release.version(), null, release.sha256(), null));
	}

	/** A release that the store has need not be known elsewhere. */
	private Optional<Release> kept(UpdateRequest request) {
		return (request.artifact() != null) ? Optional.empty()
				: this.store.find(request.version()).filter((it) -> it.sha256().equals(request.sha256()));
	}

	@Override
	public Download fetch(UpdateRequest request, ByteProgress progress) throws InterruptedException {
		if (!this.store.isOwner()) {
			throw new UpdateException(Reason.STORE_IN_USE, "Another process owns the store " + this.store.home()
					+ "; perhaps you should ask that one, or give each instance a hotupdate.home of its own");
		}
		Optional<Release> kept = kept(request);
		if (kept.isPresent() && isIntact(kept.get())) {
			progress.bytes(kept.get().size(), kept.get().size());
			return new Download(request, kept.get().jar(), kept.get().sha256());
		}
		Location location = this.locations.of(request);
		PartialFile partial = partial(request, location);
		try {
			partial.discardOthers();
			return fetch(request, location, partial, progress);
		}
		catch (UpdateException ex) {
			if (!ex.reason().isRetryable()) {
				discard(partial);
			}
			throw ex;
		}
		catch (IOException ex) {
			discard(partial);
			throw DurableFiles.failure(partial.file(), ex);
		}
	}

	private Download fetch(UpdateRequest request, Location location, PartialFile partial, ByteProgress progress)
			throws IOException, InterruptedException {
		HttpTransport transport = new HttpTransport(this.locations, this.repositories, this.settings);
		String sha256 = digest(request, location, transport);
		Optional<Release> known = stored(request.version(), sha256);
		if (known.isPresent()) {
			progress.bytes(known.get().size(), known.get().size());
			return new Download(request, known.get().jar(), sha256);
		}
		transfer(location, transport, partial, sha256, progress);
		String actual = Sha256.of(partial.file());
		if (!actual.equals(sha256) && partial.isResumed()) {
			logger.info("What was resumed of {} does not fit together; the download begins anew", location);
			partial.discard();
			transfer(location, transport, partial, sha256, progress);
			actual = Sha256.of(partial.file());
		}
		requireDigest(location.toString(), actual, sha256);
		return new Download(request, partial.file(), sha256);
	}

	private String digest(UpdateRequest request, Location location, HttpTransport transport)
			throws InterruptedException {
		String named = request.sha256();
		return (named != null) ? named : this.retry.call(() -> new SideFile(transport, this.clock).digest(location));
	}

	private Optional<Release> stored(Version version, String sha256) {
		Optional<Release> known = this.store.find(version).filter((it) -> it.sha256().equals(sha256));
		return (known.isPresent() && isIntact(known.get())) ? known : Optional.empty();
	}

	private static boolean isIntact(Release release) {
		try {
			return Sha256.of(release.jar()).equals(release.sha256());
		}
		catch (IOException ex) {
			logger.warn("Release {} of the store cannot be read and is fetched again", release.version(), ex);
			return false;
		}
	}

	private void transfer(Location location, HttpTransport transport, PartialFile partial, String sha256,
			ByteProgress progress) throws InterruptedException {
		Sink sink = new Sink(this.store.incoming(), this.settings.maxSize());
		if (location.isFile()) {
			new FileTransfer(partial, sink).copy(location.file(), sha256, progress);
			return;
		}
		HttpTransfer transfer = new HttpTransfer(transport, partial, sink, this.clock);
		this.retry.call(() -> {
			transfer.attempt(location, sha256, progress);
			return partial;
		});
	}

	@Override
	public Release verify(Download download) {
		Version version = download.request().version();
		Path file = download.file();
		Optional<Release> known = this.store.find(version).filter((it) -> it.jar().equals(file));
		if (known.isPresent()) {
			Release release = this.store.verified(version);
			requireDigest(file.toString(), release.sha256(), download.sha256());
			this.verifier.verify(file, version);
			return release;
		}
		Location location = this.locations.of(download.request());
		try {
			requireDigest(location.toString(), Sha256.of(file), download.sha256());
			this.verifier.verify(file, version);
			Release release = this.store.install(file, version, download.sha256(), location.toString());
			prune(version);
			return release;
		}
		catch (IOException ex) {
			throw DurableFiles.failure(file, ex);
		}
		finally {
			discard(partial(download.request(), location));
		}
	}

	/** Too many releases are no reason to fail an update. */
	private void prune(Version version) {
		Set<Version> inUse = new HashSet<>(Set.of(version));
		if (Version.isValid(this.own.version())) {
			inUse.add(new Version(this.own.version()));
		}
		try {
			this.store.prune(this.settings.keep(), this.settings.maxTotalSize(), inUse);
		}
		catch (UpdateException ex) {
			logger.warn("Old releases could not be deleted: {}", ex.getMessage());
		}
	}

	@Override
	public void discard(UpdateRequest request) {
		if (request.artifact() == null && this.settings.location() == null) {
			// a release of the store
			return;
		}
		discard(partial(request, this.locations.of(request)));
	}

	private PartialFile partial(UpdateRequest request, Location location) {
		return new PartialFile(this.store.incoming(), request, location);
	}

	private static void discard(PartialFile partial) {
		try {
			partial.discard();
		}
		catch (IOException ex) {
			throw DurableFiles.failure(partial.file(), ex);
		}
	}

	private static void requireDigest(String what, String actual, String expected) {
		if (!actual.equals(expected)) {
			throw new UpdateException(Reason.DIGEST_MISMATCH,
					"The SHA-256 of " + what + " is " + actual + " instead of " + expected
							+ "; perhaps you should check the digest that was sent or published,"
							+ " and who may write there");
		}
	}

}
