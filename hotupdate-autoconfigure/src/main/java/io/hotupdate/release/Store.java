package io.hotupdate.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.concurrent.TimeUnit;

import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateJournal;
import io.hotupdate.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of an instance on disk: its releases, which of them is current, and who owns
 * it. Everybody may read; only the owner (the holder of the lock) writes, and a write by
 * anybody else is an {@link IllegalStateException}. What is written survives a crash.
 */
public final class Store {

	private static final Logger logger = LoggerFactory.getLogger(Store.class);

	private static final String CURRENT = "current";

	private static final String PREVIOUS = "previous";

	private static final String PENDING = "pending";

	private final Path home;

	private final StoreLock lock;

	private final ReleaseFolder releases;

	private final StateFiles state;

	private final TemporaryDirectories temporary;

	private Store(Path home, StoreLock lock) {
		this.home = home;
		this.lock = lock;
		this.releases = new ReleaseFolder(home.resolve("releases"), home.resolve("incoming"));
		this.state = new StateFiles(home);
		this.temporary = new TemporaryDirectories(home.resolve("tmp"));
	}

	/**
	 * Open the store in a directory, which is created (0700) if need be.
	 * @param home the directory
	 * @return the store, not yet owned
	 * @throws UpdateException with {@link Reason#STORE_NOT_WRITABLE} if this user cannot
	 * write there
	 */
	public static Store open(Path home) {
		Path absolute = home.toAbsolutePath().normalize();
		try {
			DurableFiles.createFolder(absolute);
			Path real = absolute.toRealPath();
			for (String name : List.of("releases", "incoming", "tmp", "run")) {
				DurableFiles.createFolder(real.resolve(name));
				DurableFiles.permit(real.resolve(name), "rwx------");
			}
			warnIfOthersMayWrite(real);
			return new Store(real, StoreLock.on(real.resolve("owner.lock")));
		}
		catch (IOException ex) {
			throw DurableFiles.failure(absolute, ex);
		}
	}

	private static void warnIfOthersMayWrite(Path home) throws IOException {
		if (DurableFiles.isPosix(home)) {
			Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(home);
			if (permissions.contains(PosixFilePermission.GROUP_WRITE)
					|| permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
				logger.warn("Other users may write to {} and so decide what this application runs;"
						+ " perhaps you should chmod 700 it", home);
			}
		}
	}

	/**
	 * Become the owner if nobody is. A new owner clears up what a crash left behind.
	 * @return whether this store is owned by this process
	 */
	public boolean tryOwn() {
		if (isOwner()) {
			return true;
		}
		if (!this.lock.tryLock(this)) {
			return false;
		}
		this.releases.sweep();
		new Leftovers(this.home, incoming()).delete();
		return true;
	}

	/**
	 * Become the owner as soon as nobody else is.
	 * @param timeout how long to wait
	 * @return whether this store is owned by this process
	 * @throws InterruptedException if the wait was interrupted
	 */
	public boolean own(Duration timeout) throws InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		for (long pause = 1; !tryOwn(); pause = Math.min(50, pause * 2)) {
			long left = deadline - System.nanoTime();
			if (left <= 0) {
				return false;
			}
			TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(pause)));
		}
		return true;
	}

	/** Give the ownership up, if this process has it. */
	public void disown() {
		this.lock.unlock(this);
	}

	/**
	 * Whether this process owns the store.
	 * @return {@code true} if so
	 */
	public boolean isOwner() {
		return this.lock.isHeldBy(this);
	}

	/**
	 * The release that was confirmed last: what a restart boots.
	 * @return the release, empty before the first update
	 */
	public Optional<Release> current() {
		return pointer(CURRENT);
	}

	/**
	 * The release that was current before.
	 * @return the release, empty if there is none
	 */
	public Optional<Release> previous() {
		return pointer(PREVIOUS);
	}

	/**
	 * The release that is being put to work and is not confirmed yet.
	 * @return the release, empty if there is none
	 */
	public Optional<Release> pending() {
		return pointer(PENDING);
	}

	/**
	 * Say which release is being put to work.
	 * @param version its version
	 */
	public synchronized void pending(Version version) {
		mustOwn();
		this.state.write(PENDING, version.value());
	}

	/** Nothing is being put to work any more. */
	public synchronized void clearPending() {
		mustOwn();
		this.state.delete(PENDING);
	}

	/**
	 * Make a release the current one; the current one becomes the previous one.
	 * @param version its version
	 * @throws UpdateException with {@link Reason#RELEASE_NOT_FOUND} if it is not in the
	 * store
	 */
	public synchronized void confirm(Version version) {
		mustOwn();
		if (find(version).isEmpty()) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND,
					"Release " + version + " is not in the store and cannot become current");
		}
		makeCurrent(version);
		this.state.delete(PENDING);
	}

	private void makeCurrent(Version version) {
		Optional<String> old = this.state.read(CURRENT);
		if (old.isPresent() && !old.get().equals(version.value())) {
			this.state.write(PREVIOUS, old.get());
		}
		this.state.write(CURRENT, version.value());
	}

	/**
	 * Copy the jar that this process was started from into the store, so that it can be
	 * gone back to. It becomes current if nothing is, or if it is newer than what is.
	 * @param jar the jar
	 * @param version its version
	 * @return the release
	 * @throws UpdateException with {@link Reason#WRONG_VERSION} if the file was replaced
	 * by another version since the start, {@link Reason#DISK_FULL} if it does not fit
	 */
	public synchronized Release adopt(Path jar, Version version) {
		mustOwn();
		Release release = new Adoption(this, this.releases).adopt(jar, version);
		Optional<Release> current = current();
		if (current.isEmpty() || version.compareTo(current.get().version()) > 0) {
			makeCurrent(version);
		}
		return release;
	}

	/**
	 * Copy the jar of a process that came by itself into the store. What is current stays
	 * so until the release is confirmed.
	 * @param jar the jar
	 * @param version its version
	 * @return the release
	 * @throws UpdateException with {@link Reason#DIGEST_MISMATCH} if another jar of this
	 * version is current, {@link Reason#WRONG_VERSION} if the jar holds another version,
	 * {@link Reason#DISK_FULL} if it does not fit
	 */
	public synchronized Release receive(Path jar, Version version) {
		mustOwn();
		try {
			refuseSecondCurrent(version, Sha256.of(jar));
		}
		catch (IOException ex) {
			throw new UpdateException(Reason.RELEASE_NOT_FOUND, "The jar " + jar + " cannot be read (" + ex
					+ "); perhaps you should put it back and start it again", ex);
		}
		return new Adoption(this, this.releases).adopt(jar, version);
	}

	/**
	 * A release of the store.
	 * @param version its version
	 * @return the release, empty if it is not there
	 */
	public Optional<Release> find(Version version) {
		return this.releases.find(version);
	}

	/**
	 * The releases of the store.
	 * @return all of them, the one that was installed last first
	 */
	public List<Release> releases() {
		return this.releases.all();
	}

	/**
	 * A release whose jar was hashed again just now. To be called before each start.
	 * @param version its version
	 * @return the release
	 * @throws UpdateException with {@link Reason#RELEASE_NOT_FOUND} or
	 * {@link Reason#DIGEST_MISMATCH}
	 */
	public Release verified(Version version) {
		return this.releases.verified(version);
	}

	/**
	 * The release that a start by hand should run instead of its own jar: the current
	 * one, if it is whole, and either newer or one that was updated to from the own
	 * version (an update may go back).
	 * @param own the version of the own jar
	 * @return the release, empty if the own jar should run
	 */
	public Optional<Release> releaseToBoot(Version own) {
		Optional<Release> other = current().filter((it) -> !it.version().equals(own))
			.filter((it) -> it.version().compareTo(own) > 0 || find(own).isPresent());
		if (other.isEmpty()) {
			return other;
		}
		try {
			return Optional.of(verified(other.get().version()));
		}
		catch (UpdateException ex) {
			logger.warn("Version {} is started although {} is current: {}", own, other.get().version(),
					ex.getMessage());
			return Optional.empty();
		}
	}

	/**
	 * Delete the oldest releases, but never current, previous or pending ones.
	 * @param keep how many to keep, current and previous included
	 * @param maxTotalSize bytes that all jars together may have
	 * @param inUse versions that may not go either, such as the running one
	 */
	public synchronized void prune(int keep, long maxTotalSize, Set<Version> inUse) {
		mustOwn();
		Set<String> kept = new HashSet<>();
		inUse.forEach((it) -> kept.add(it.value()));
		List.of(CURRENT, PREVIOUS, PENDING).forEach((it) -> this.state.read(it).ifPresent(kept::add));
		this.releases.prune(keep, maxTotalSize, kept);
	}

	/**
	 * Take the number of a new generation.
	 * @return a number from 1 on that was never given before
	 */
	public synchronized long nextGeneration() {
		return nextGeneration((number) -> true);
	}

	/**
	 * The number of a generation that will live beside another one: even if that one's is
	 * odd, so that their metrics can be told apart by it.
	 * @param living the number of the other one
	 * @return a number that was not used before
	 */
	public synchronized long nextGeneration(long living) {
		return nextGeneration((number) -> (number - living) % 2 != 0);
	}

	private long nextGeneration(LongPredicate fits) {
		mustOwn();
		long last = this.state.read("generation")
			.filter((it) -> it.matches("[0-9]{1,18}"))
			.map(Long::valueOf)
			.orElseGet(this.temporary::highest);
		long next = fits.test(last + 1) ? last + 1 : last + 2;
		this.state.write("generation", Long.toString(next));
		return next;
	}

	/**
	 * The temporary directory of a generation (0700), created if need be.
	 * @param generation its number
	 * @return the directory
	 */
	public Path temporaryDirectory(long generation) {
		return this.temporary.of(generation);
	}

	/**
	 * Delete the temporary directories of generations that are gone.
	 * @param living the numbers of those that are not
	 */
	public synchronized void cleanTemporaryDirectories(Set<Long> living) {
		mustOwn();
		this.temporary.clean(living);
	}

	/**
	 * The bearer token for the verbs, made once, in a file (0600) of this store.
	 * @return 32 random bytes, base64url without padding
	 */
	public synchronized String token() {
		return new BearerToken(this.state).value();
	}

	/**
	 * The file of {@link #token()}.
	 * @return its path
	 */
	public Path tokenFile() {
		return this.home.resolve(BearerToken.FILE);
	}

	/**
	 * The record of updates of this store.
	 * @return the record
	 */
	public UpdateJournal journal() {
		return new StoreJournal(this);
	}

	/**
	 * The runners of a release that are recorded as having run.
	 * @param version its version
	 * @return their names
	 */
	public Set<String> runners(Version version) {
		return new RunnerFile(this.home).read(version);
	}

	/**
	 * Record that a runner of a release has run.
	 * @param version its version
	 * @param runner the name of the runner
	 */
	public synchronized void ran(Version version, String runner) {
		mustOwn();
		new RunnerFile(this.home).add(version, runner);
	}

	/**
	 * The directory of the store.
	 * @return its real path
	 */
	public Path home() {
		return this.home;
	}

	/**
	 * The directory (0700) for the sockets of the handover.
	 * @return its path
	 */
	public Path runtimeDirectory() {
		return this.home.resolve("run");
	}

	Path incoming() {
		return this.home.resolve("incoming");
	}

	synchronized Release install(Path file, Version version, String sha256, String source) {
		mustOwn();
		refuseSecondCurrent(version, sha256);
		return this.releases.install(file, version, sha256, source);
	}

	private void refuseSecondCurrent(Version version, String sha256) {
		Optional<Release> current = current().filter((it) -> it.version().equals(version));
		if (current.isEmpty() || current.get().sha256().equals(sha256)) {
			return;
		}
		throw new UpdateException(Reason.DIGEST_MISMATCH,
				"Release " + version + " is current with SHA-256 " + current.get().sha256() + ", and the new jar has "
						+ sha256 + "; perhaps you should give the new jar a version of its own");
	}

	void mustOwn() {
		if (!isOwner()) {
			throw new IllegalStateException("This process does not own the store " + this.home);
		}
	}

	private Optional<Release> pointer(String name) {
		Optional<String> value = this.state.read(name);
		Optional<Release> release = value.filter(Version::isValid).map(Version::new).flatMap(this::find);
		if (value.isPresent() && release.isEmpty()) {
			logger.warn("The store says {} is {}, but holds no such release", name, value.get());
		}
		return release;
	}

}
