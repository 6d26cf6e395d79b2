package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;
import io.hotupdate.Release;
import io.hotupdate.UpdateException;
import io.hotupdate.UpdateRequest;
import io.hotupdate.Version;
import io.hotupdate.handover.BootCurrent;
import io.hotupdate.process.JavaExecutable;
import io.hotupdate.process.OriginalCommand;
import io.hotupdate.process.Surroundings;
import io.hotupdate.release.ApplicationIdentity;
import io.hotupdate.release.ReleaseDownloader;
import io.hotupdate.release.RuntimeJava;
import io.hotupdate.release.Store;
import io.hotupdate.supervisor.SupervisorLink;
import org.apache.commons.logging.Log;

/**
 * The release that a person has named to a supervisor in MAINTENANCE: this process
 * fetches and verifies it and becomes it, before the application that does not start.
 */
final class NamedRelease {

	private final StartSettings settings;

	private final OriginalCommand command;

	private final ApplicationIdentity identity;

	private final Store store;

	NamedRelease(StartSettings settings, OriginalCommand command, ApplicationIdentity identity, Store store) {
		this.settings = settings;
		this.command = command;
		this.identity = identity;
		this.store = store;
	}

	/** The version that was named to this process. */
	static Optional<Version> ofThisProcess() {
		return Optional.ofNullable(System.getProperty(SupervisorLink.RELEASE)).map(Version::new);
	}

	/**
	 * Become the release, unless this process is it already.
	 * @param jar the jar that this process was started from
	 * @throws UpdateException if it cannot be had
	 */
	void become(Path jar, Log log) {
		Optional<Version> named = ofThisProcess();
		if (named.isEmpty() || named.get().value().equals(this.identity.version())) {
			return;
		}
		requireAllowed();
		this.store.adopt(jar, new Version(this.identity.version()));
		Release release = this.store.find(named.get())
			.map((known) -> this.store.verified(known.version()))
			.orElseGet(() -> fetched(named.get()));
		System.out.println("HotUpdate: version " + release.version() + " runs instead of " + this.identity.version()
				+ ", as was asked for in MAINTENANCE");
		BootCurrent.run(BootCurrent.command(this.command, this.settings.process(), release.jar(), false),
				this.command.environment(this.settings.process()), log);
	}

	/** What an update refuses, a person may not do in MAINTENANCE either. */
	private void requireAllowed() {
		Surroundings.ofThisProcess()
			.findings(this.settings.containerAllowed(), true)
			.stream()
			.filter(Finding::blocking)
			.findFirst()
			.ifPresent((finding) -> {
				throw new UpdateException(finding.reason(), finding.message() + "; " + finding.remedy());
			});
	}

	private Release fetched(Version version) {
		ReleaseDownloader downloader = new ReleaseDownloader(this.store, this.identity,
				this.settings.releases().apply(this.store), null, this::java);
		UpdateRequest request = new UpdateRequest(version, null, System.getProperty(SupervisorLink.DIGEST), null);
		downloader.check(request);
		try {
			return downloader.verify(downloader.fetch(request, (done, total) -> {
			}));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new UpdateException(Reason.STOPPED, "Interrupted while fetching " + version, ex);
		}
	}

	private Optional<RuntimeJava> java() {
		JavaExecutable java = JavaExecutable.ofSuccessor(this.command, this.settings.process());
		OptionalInt feature = java.feature();
		return feature.isPresent() ? Optional.of(new RuntimeJava(feature.getAsInt(), java.source())) : Optional.empty();
	}

}
