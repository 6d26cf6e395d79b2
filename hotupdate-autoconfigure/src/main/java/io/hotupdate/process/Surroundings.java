package io.hotupdate.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.hotupdate.Handover.Finding;
import io.hotupdate.Reason;

/**
 * Who runs this process, as far as it matters to an update after which another process
 * serves.
 *
 * @param supervised whether HotUpdate's supervisor is the parent
 * @param firstProcess whether it is PID 1, with which a container ends
 * @param containerInit whether, in a container, PID 1 is its parent, which may end with
 * it
 * @param kubernetes whether it is in a pod
 * @param systemd whether systemd is told how it fares
 * @param silentMain whether it is the main process of a systemd service that wants to be
 * told nothing
 * @param inetd whether its standard input is a listening socket, and nobody is told
 */
public record Surroundings(boolean supervised, boolean firstProcess, boolean containerInit, boolean kubernetes,
		boolean systemd, boolean silentMain, boolean inetd) {

	/** Names the supervisor's socket in the generations that it starts. */
	public static final String SUPERVISOR = "hotupdate.supervisor.socket";

	private static final String SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

	/**
	 * The surroundings of this process.
	 * @return the surroundings
	 */
	public static Surroundings ofThisProcess() {
		ProcessHandle self = ProcessHandle.current();
		return of(System.getProperty(SUPERVISOR) != null, self.pid(), self.parent().map(ProcessHandle::pid).orElse(0L),
				System.getenv(), Path.of("/"));
	}

	static Surroundings of(boolean supervised, long pid, long parent, Map<String, String> environment, Path root) {
		SystemFiles files = new SystemFiles(root);
		boolean container = Files.exists(files.path("/.dockerenv")) || Files.exists(files.path("/run/.containerenv"));
		boolean kubernetes = environment.containsKey("KUBERNETES_SERVICE_HOST")
				|| Files.exists(files.path(SERVICE_ACCOUNT));
		boolean told = !environment.getOrDefault("NOTIFY_SOCKET", "").isEmpty();
		boolean main = String.valueOf(pid).equals(environment.get("SYSTEMD_EXEC_PID"));
		return new Surroundings(supervised, pid == 1, container && parent == 1, kubernetes, told, main && !told,
				!told && ListeningInput.isThere(files));
	}

	/**
	 * What an update has to do with it.
	 * @param allowed whether the user allows updates in containers all the same
	 * @param overlap whether this process ends after an update, and does not become the
	 * new release
	 * @return the findings
	 */
	public List<Finding> findings(boolean allowed, boolean overlap) {
		List<Finding> findings = new ArrayList<>();
		if (this.kubernetes) {
			findings.add(inContainer(allowed, "KUBERNETES",
					"Kubernetes runs this application: a release that came by an update in place is gone with its pod",
					"Perhaps you should roll the new release out as an image, or set hotupdate.container.allow=true"));
		}
		if (this.supervised || !overlap) {
			return findings;
		}
		if (this.firstProcess) {
			findings.add(inContainer(allowed, "CONTAINER_MAIN_PROCESS",
					"This application is the first process of its container, which ends with it after an update",
					"Perhaps you should set hotupdate.supervisor.enabled=true, leave it to what runs the container to"
							+ " replace it, or set hotupdate.container.allow=true"));
		}
		if (this.containerInit) {
			findings.add(Finding.warning("CONTAINER_INIT",
					"The first process of this container started this application and may end with it after an update",
					"Perhaps you should set hotupdate.supervisor.enabled=true"));
		}
		if (this.silentMain) {
			findings.add(Finding.blocking("SYSTEMD_NOT_TOLD",
					"systemd takes this application's first process for the service and is told of no other: it would"
							+ " stop all of it after an update",
					"Perhaps you should set Type=notify and NotifyAccess=main in the unit, with"
							+ " hotupdate.supervisor.enabled=true or without"));
		}
		if (this.inetd) {
			findings.add(Finding.warning("INETD",
					"The listener is the standard input: inetd starts another process when this one has ended after an"
							+ " update",
					"Perhaps you should set hotupdate.supervisor.enabled=true, or let systemd pass the socket"));
		}
		notGuaranteed().ifPresent((what) -> findings.add(Finding.warning("NO_SUPERVISOR", what,
				"Perhaps you should set hotupdate.supervisor.enabled=true, or ExitType=cgroup in the unit")));
		return findings;
	}

	/**
	 * What is not guaranteed, though the listener is shared.
	 * @return the guarantee that is missing, empty if none is
	 */
	public Optional<String> notGuaranteed() {
		return (this.systemd && !this.supervised) ? Optional
			.of("systemd runs this application without the supervisor: when its main process dies, systemd"
					+ " ends the other generation too, and nobody but a socket unit holds the listener until it serves again")
				: Optional.empty();
	}

	private static Finding inContainer(boolean allowed, String code, String message, String remedy) {
		return new Finding(code, Reason.NOT_SUPPORTED, !allowed, message, remedy);
	}

}
