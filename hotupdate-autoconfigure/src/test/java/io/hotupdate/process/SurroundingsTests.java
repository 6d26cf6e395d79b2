package io.hotupdate.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SurroundingsTests {

	@TempDir
	Path root;

	@Test
	void ordinaryProcessHasNothingInItsWay() {
		assertThat(of(4711, 1, Map.of()).findings(false, true)).isEmpty();
		assertThat(of(4711, 1, Map.of()).notGuaranteed()).isEmpty();
	}

	@Test
	void firstProcessRefusesUnlessItIsAllowedOrSupervisedOrStays() {
		Surroundings first = of(1, 0, Map.of());
		assertThat(codes(first, false, true)).containsExactly("CONTAINER_MAIN_PROCESS blocks");
		assertThat(codes(first, true, true)).containsExactly("CONTAINER_MAIN_PROCESS");
		assertThat(codes(first, false, false)).as("a restart in place keeps the process").isEmpty();
		assertThat(first.findings(false, true).get(0).remedy()).contains("hotupdate.supervisor.enabled=true")
			.contains("hotupdate.container.allow=true");
		assertThat(codes(Surroundings.of(true, 7, 1, Map.of(), this.root), false, true)).isEmpty();
	}

	@Test
	void kubernetesRefusesWithTheSupervisorToo() throws Exception {
		Map<String, String> pod = Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1");
		assertThat(codes(Surroundings.of(true, 7, 1, pod, this.root), false, true))
			.containsExactly("KUBERNETES blocks");
		assertThat(codes(Surroundings.of(true, 7, 1, pod, this.root), false, false))
			.containsExactly("KUBERNETES blocks");
		assertThat(codes(of(7, 1, pod), true, true)).containsExactly("KUBERNETES");
		Files.createDirectories(this.root.resolve("var/run/secrets/kubernetes.io/serviceaccount"));
		assertThat(codes(of(7, 1, Map.of()), false, true)).containsExactly("KUBERNETES blocks");
	}

	@Test
	void childOfTheFirstProcessIsToldOfOnlyInAContainer() throws Exception {
		Files.createFile(this.root.resolve(".dockerenv"));
		assertThat(codes(of(7, 1, Map.of()), false, true)).containsExactly("CONTAINER_INIT");
		assertThat(codes(of(8, 7, Map.of()), false, true)).isEmpty();
	}

	@Test
	void systemdThatIsToldNothingWouldStopAllOfIt() {
		Map<String, String> service = Map.of("SYSTEMD_EXEC_PID", "7");
		assertThat(codes(of(7, 1, service), false, true)).containsExactly("SYSTEMD_NOT_TOLD blocks");
		assertThat(codes(of(8, 7, service), false, true)).as("not the main process").isEmpty();
		assertThat(codes(of(7, 1, service), false, false)).isEmpty();
	}

	@Test
	void systemdWithoutTheSupervisorLacksAGuarantee() {
		Map<String, String> service = Map.of("SYSTEMD_EXEC_PID", "7", "NOTIFY_SOCKET", "/run/systemd/notify");
		assertThat(codes(of(7, 1, service), false, true)).containsExactly("NO_SUPERVISOR");
		assertThat(of(7, 1, service).notGuaranteed()).get().asString().contains("without the supervisor");
		assertThat(Surroundings.of(true, 7, 6, service, this.root).notGuaranteed()).isEmpty();
	}

	@Test
	void inetdStartsAnotherOne() throws Exception {
		listeningInput();
		assertThat(codes(of(7, 1, Map.of()), false, true)).containsExactly("INETD");
		assertThat(codes(of(7, 1, Map.of("NOTIFY_SOCKET", "@n")), false, true)).containsExactly("NO_SUPERVISOR");
	}

	@Test
	void otherSocketsAsInputAreNoListener() throws Exception {
		listeningInput();
		Path input = this.root.resolve("proc/self/fd/0");
		Files.delete(input);
		Files.createSymbolicLink(input, Path.of("socket:[999]"));
		assertThat(codes(of(7, 1, Map.of()), false, true)).isEmpty();
	}

	private void listeningInput() throws IOException {
		Files.createDirectories(this.root.resolve("proc/self/fd"));
		Files.createSymbolicLink(this.root.resolve("proc/self/fd/0"), Path.of("socket:[4242]"));
		Files.createDirectories(this.root.resolve("proc/self/net"));
		Files.writeString(this.root.resolve("proc/self/net/tcp"),
				"""
						  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
						   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0000000000000000 100 0 0 10 0
						   1: 0100007F:1F90 0100007F:A000 01 00000000:00000000 00:00000000 00000000     0        0 999 1 0000000000000000 20 4 30 10 -1
						""");
	}

	private Surroundings of(long pid, long parent, Map<String, String> environment) {
		return Surroundings.of(false, pid, parent, environment, this.root);
	}

	private static List<String> codes(Surroundings surroundings, boolean allowed, boolean overlap) {
		return surroundings.findings(allowed, overlap)
			.stream()
			.map((finding) -> finding.code() + (finding.blocking() ? " blocks" : ""))
			.toList();
	}

}
