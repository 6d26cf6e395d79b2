package io.hotupdate.incoming;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import io.hotupdate.HotUpdateController;
import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.Verb;
import io.hotupdate.Version;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.Sha256;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the releases in the directory and starts an update to the newest. A release is
 * taken when it is complete, of this application and newer than what serves; one that
 * serves for good is deleted there, one that was refused or failed is put aside.
 */
final class IncomingReleases {

	private static final Logger logger = LoggerFactory.getLogger(IncomingReleases.class);

	/** How long after a refusal that time may mend it is tried again. */
	private static final Duration AGAIN = Duration.ofMinutes(1);

	private final IncomingDirectory directory;

	private final ApplicationIdentity own;

	private final HotUpdateController controller;

	private final BooleanSupplier leading;

	private final SettledFiles files;

	private final Clock clock;

	private final Map<IncomingFile, Instant> later = new HashMap<>();

	/** Those that were looked into, and what served then. */
	private final Map<IncomingFile, String> older = new HashMap<>();

	IncomingReleases(IncomingDirectory directory, ApplicationIdentity own, HotUpdateController controller,
			BooleanSupplier leading, Duration settle, Clock clock) {
		this.directory = directory;
		this.own = own;
		this.controller = controller;
		this.leading = leading;
		this.files = new SettledFiles(settle);
		this.clock = clock;
	}

	/** What a look at the directory came to. */
	enum Look {

		/** An update was started. */
		STARTED,
		/** Something is not complete yet, or has to wait. */
		WAITING,
		/** An update is under way, or another generation leads. */
		BUSY,
		/** There is nothing to update to. */
		NOTHING

	}

	synchronized Look look() {
		List<IncomingFile> jars = this.directory.jars();
		List<IncomingFile> settled = this.files.of(jars, this.clock.instant());
		this.later.keySet().retainAll(jars);
		this.older.keySet().retainAll(jars);
		if (!mayStart()) {
			return Look.BUSY;
		}
		List<Candidate> candidates = new ArrayList<>();
		settled.stream().filter(this::isWhole).forEach((file) -> candidate(file).ifPresent(candidates::add));
		candidates.sort(Candidate.NEWEST);
		if (!candidates.isEmpty()) {
			return start(candidates);
		}
		return (settled.size() < jars.size()) ? Look.WAITING : Look.NOTHING;
	}

	private boolean mayStart() {
		UpdateSnapshot now = this.controller.snapshot();
		return this.leading.getAsBoolean() && !now.state().isBusy() && now.allowed().contains(Verb.START);
	}

	private boolean isWhole(IncomingFile file) {
		boolean whole = file.isWhole();
		if (!whole) {
			this.directory.tell(file.path(), "has no readable end: it is damaged, or whoever copies it has paused");
		}
		return whole;
	}

	private Optional<Candidate> candidate(IncomingFile file) {
		String serving = this.controller.snapshot().currentVersion();
		if (serving.equals(this.older.get(file))) {
			return Optional.empty();
		}
		Optional<ApplicationIdentity> identity = ApplicationIdentity.of(file.path());
		if (!file.isUnchanged()) {
			return Optional.empty();
		}
		if (identity.isEmpty() || !Version.isValid(identity.get().version())) {
			this.directory.reject(file, Reason.OTHER_APPLICATION + ": it does not say which application it is");
			return Optional.empty();
		}
		if (!identity.get().isSameApplication(this.own)) {
			this.directory.reject(file,
					Reason.OTHER_APPLICATION + ": it is " + identity.get() + ", this application is " + this.own);
			return Optional.empty();
		}
		Version version = new Version(identity.get().version());
		if (version.compareTo(new Version(serving)) <= 0) {
			this.older.put(file, serving);
			this.directory.tell(file.path(), "is " + version + ", and " + serving
					+ " serves; perhaps you should POST that version, if it is to be gone back to");
			return Optional.empty();
		}
		Instant again = this.later.get(file);
		return (again != null && again.isAfter(this.clock.instant())) ? Optional.empty()
				: Optional.of(new Candidate(file, version));
	}

	private Look start(List<Candidate> candidates) {
		Candidate newest = candidates.get(0);
		if (candidates.size() > 1) {
			logger.info("{} is the newest of what is in {}; left there: {}", newest.version(), this.directory.path(),
					candidates.stream().skip(1).map((other) -> other.file().name()).collect(Collectors.joining(", ")));
		}
		IncomingFile file = newest.file();
		try {
			String sha256 = Sha256.of(file.path());
			if (!file.isUnchanged()) {
				return Look.WAITING;
			}
			UpdateSnapshot begun = this.controller
				.start(new UpdateRequest(newest.version(), file.artifact(), sha256, null));
			logger.info("Update {} to {}, which was found as {}", begun.updateId(), newest.version(), file.path());
			return Look.STARTED;
		}
		catch (IOException ex) {
			this.directory.tell(file.path(), "cannot be read: " + ex);
			return Look.WAITING;
		}
		catch (UpdateException ex) {
			return refused(file, ex);
		}
	}

	private Look refused(IncomingFile file, UpdateException ex) {
		if (ex.reason() == Reason.WRONG_STATE) {
			return Look.BUSY;
		}
		if (ex.reason().isRetryable()) {
			logger.warn("{} has to wait ({}): {}", file.path(), ex.reason(), ex.getMessage());
			this.later.put(file, this.clock.instant().plus(AGAIN));
			return Look.WAITING;
		}
		this.directory.reject(file, ex.reason() + ": " + ex.getMessage());
		return look();
	}

	/** An update has ended, which may have been of a file in the directory. */
	synchronized void ended(UpdateSnapshot update) {
		UpdateRequest request = update.request();
		if (!update.isFinished() || request == null || !this.leading.getAsBoolean()) {
			return;
		}
		for (IncomingFile file : this.directory.jars()) {
			if (file.isArtifact(request.artifact()) && !file.hasComeAfter(update.finishedAt())
					&& hasDigest(file, request.sha256())) {
				ended(file, update);
			}
		}
	}

	private void ended(IncomingFile file, UpdateSnapshot update) {
		if (update.outcome() == Outcome.SUCCEEDED) {
			this.directory.remove(file);
		}
		else {
			this.directory.reject(file, "update " + update.updateId() + " ended as " + update.outcome() + " ("
					+ update.reason() + "): " + update.message());
		}
	}

	private boolean hasDigest(IncomingFile file, @Nullable String sha256) {
		try {
			return Sha256.of(file.path()).equals(sha256);
		}
		catch (IOException ex) {
			this.directory.tell(file.path(), "cannot be read: " + ex);
			return false;
		}
	}

}
