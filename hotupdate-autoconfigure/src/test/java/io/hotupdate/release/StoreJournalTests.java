package io.hotupdate.release;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

import io.hotupdate.DrainInfo;
import io.hotupdate.GenerationInfo;
import io.hotupdate.HandoverInfo;
import io.hotupdate.Outcome;
import io.hotupdate.Reason;
import io.hotupdate.UpdateJournal;
import io.hotupdate.UpdateJournal.Entry;
import io.hotupdate.UpdatePhase;
import io.hotupdate.UpdateRequest;
import io.hotupdate.UpdateSnapshot;
import io.hotupdate.UpdateState;
import io.hotupdate.UpdateTotals;
import io.hotupdate.Verb;
import io.hotupdate.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StoreJournalTests {

	@TempDir
	Path home;

	private Store store;

	private UpdateJournal journal;

	@BeforeEach
	void open() {
		this.store = Store.open(this.home);
		this.store.tryOwn();
		this.journal = this.store.journal();
	}

	@AfterEach
	void disown() {
		this.store.disown();
	}

	@Test
	void loadIsNullAtFirst() {
		assertThat(this.journal.load()).isNull();
	}

	@Test
	void loadGivesBackWhatWasSaved() {
		Entry entry = new Entry(snapshot(2), List.of(snapshot(1)), UpdateTotals.NONE);
		this.journal.save(entry);
		assertThat(Store.open(this.home).journal().load()).isEqualTo(entry);
	}

	@Test
	void historyIsCapped() {
		this.journal.save(new Entry(snapshot(1), Collections.nCopies(70, snapshot(1)), UpdateTotals.NONE));
		assertThat(this.journal.load().history()).hasSize(50);
	}

	@Test
	void damagedFileIsPutAside() throws Exception {
		Path file = Files.writeString(this.home.resolve("journal.json"), "{\"latest\":");
		assertThat(this.journal.load()).isNull();
		assertThat(file).doesNotExist();
		assertThat(this.home.resolve("journal.json.damaged")).hasContent("{\"latest\":");
		Files.writeString(file, "null");
		assertThat(this.journal.load()).isNull();
		Files.writeString(file, "{}");
		assertThat(this.journal.load()).isNull();
	}

	@Test
	void fileOfAnotherHotUpdateIsRead() throws Exception {
		Files.writeString(this.home.resolve("journal.json"), """
				{"latest": {"revision": 7, "state": "IDLE", "currentVersion": "1.0.0", "reason": "NOT_YET_INVENTED",
				 "allowed": ["START", "NOT_YET_INVENTED"], "invented": {"a": 1}, "handover": {"mode": "SHARED_LISTENER",
				 "guarantee": "x"}}}""");
		UpdateSnapshot latest = this.journal.load().latest();
		assertThat(latest.revision()).isEqualTo(7);
		assertThat(latest.allowed()).containsExactly(Verb.START);
		assertThat(latest.reason()).isNull();
		assertThat(latest.timings()).isEmpty();
		assertThat(latest.generations()).isEmpty();
		assertThat(this.journal.load().history()).isEmpty();
	}

	@Test
	void saveByAnybodyElseIsRefused() {
		this.store.disown();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.journal.save(new Entry(snapshot(1), List.of(), UpdateTotals.NONE)));
		assertThat(this.home.resolve("journal.json")).doesNotExist();
	}

	private static UpdateSnapshot snapshot(long revision) {
		Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
		return new UpdateSnapshot(revision, UpdateState.FAILED, now, EnumSet.of(Verb.RETRY), "1.0.0", "u-1",
				new UpdateRequest(new Version("1.1.0"), "file:/x.jar", "0".repeat(64), "key"), "1.1.0",
				UpdatePhase.STARTING, 50, 1, -1, now, now, Map.of("DOWNLOADING", 12L), Outcome.FAILED,
				Reason.SUCCESSOR_EXITED, "It did not work", true, null, null, List.of("-Xmx1g"),
				new DrainInfo(1, Map.of("idle", 1L), 2, Map.of("sse", 3L)), null, List.of("flyway V2 names"), null, now,
				List.of(new GenerationInfo(1, 42, "1.0.0", GenerationInfo.Role.SERVING, GenerationInfo.Gate.OPEN, now)),
				HandoverInfo.of(HandoverInfo.Mode.SHARED_LISTENER));
	}

}
