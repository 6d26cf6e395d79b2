package io.hotupdate.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.hotupdate.handover.ProbationSettings;
import io.hotupdate.process.Admission.MemoryCheck;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of live updates.
 *
 * @param enabled Whether live updates are available. Without them the application starts
 * and serves as if the starter were absent.
 * @param home Directory of the store: releases, the record of updates, the bearer token.
 * The default is $STATE_DIRECTORY, else .hotupdate/{application}-{port} in the user's
 * home.
 * @param version Version of this application. The default is the one in its build
 * information, else in its manifest.
 * @param bootCurrent Whether the start of an older jar than the store's current release
 * runs the current release instead.
 * @param releases Where releases come from.
 * @param handover How a release is started and given the traffic.
 * @param process The successor's process.
 * @param warmUp Requests that a successor answers before it takes traffic.
 * @param drain Finishing what was accepted.
 * @param probation The time in which the predecessor can take the traffic back.
 * @param migrations Whether a successor may change the schema of a database, by Flyway or
 * Liquibase.
 * @param shutdown The end of the process without a successor.
 * @param security Who may use a verb.
 * @param runners When ApplicationRunner and CommandLineRunner beans run.
 */
@ConfigurationProperties("hotupdate")
public record HotUpdateProperties(@DefaultValue("true") boolean enabled, @Nullable Path home, @Nullable String version,
		@DefaultValue("true") boolean bootCurrent, @DefaultValue Releases releases, @DefaultValue Handover handover,
		@DefaultValue SuccessorProcess process, @DefaultValue WarmUp warmUp, @DefaultValue Drain drain,
		@DefaultValue Probation probation, @DefaultValue("allow") Migrations migrations,
		@DefaultValue Shutdown shutdown, @DefaultValue Security security,
		@DefaultValue("every-start") Runners runners) {

	/** Whether a successor may change the schema of a database. */
	public enum Migrations {

		/** It may, and the snapshot says what it has changed. */
		ALLOW,
		/** A successor with pending migrations does not start. */
		FORBID

	}

	/** When runners run. */
	public enum Runners {

		/** At each start of a generation. */
		EVERY_START,
		/** Until they have succeeded once in a release that came to serve. */
		ONCE_PER_RELEASE

	}

	/**
	 * Where releases come from.
	 *
	 * @param location Location of a release with {version} in it: file:, https:, http: or
	 * maven:group:artifact.
	 * @param allowed Locations under which the artifact of a request must lie. The
	 * default is the fixed beginning of the location.
	 * @param mavenRepository Base URL of the Maven repository that maven: locations are
	 * looked up in.
	 * @param repositories Credentials, proxy and SSL bundle by location.
	 * @param maxSize Largest release that is taken.
	 * @param keep Releases to keep in the store; current, previous and pending ones are
	 * kept in any case.
	 * @param maxTotalSize Size of all kept releases together.
	 * @param connectTimeout How long connecting to a server may take.
	 * @param stallTimeout How long a server may send nothing.
	 * @param attempts How often a download is tried where a retry can mend it.
	 * @param incoming Directory that releases are put into. The default is the folder
	 * staged of the store.
	 * @param watch Whether an update is started to a release that is put into that
	 * directory.
	 */
	public record Releases(@Nullable String location, @DefaultValue List<String> allowed,
			@Nullable String mavenRepository, @DefaultValue List<Repository> repositories,
			@DefaultValue("1GB") DataSize maxSize, @DefaultValue("3") int keep,
			@DefaultValue("5GB") DataSize maxTotalSize, @DefaultValue("10s") Duration connectTimeout,
			@DefaultValue("30s") Duration stallTimeout, @DefaultValue("5") int attempts, @Nullable Path incoming,
			@DefaultValue("false") boolean watch) {

	}

	/**
	 * How to reach the servers under a location.
	 *
	 * @param url Beginning of the locations that this is for. Nothing of it is sent
	 * anywhere else.
	 * @param username User name for HTTP basic authentication.
	 * @param password Password for HTTP basic authentication.
	 * @param token Bearer token.
	 * @param proxy Proxy as host:port.
	 * @param sslBundle Name of an SSL bundle.
	 */
	public record Repository(String url, @Nullable String username, @Nullable String password, @Nullable String token,
			@Nullable String proxy, @Nullable String sslBundle) {

	}

	/**
	 * How a release is started and given the traffic.
	 *
	 * @param mode How a handover is done; auto shares the listener where it can.
	 * @param startTimeout How long a successor may take until it is ready. The default is
	 * the larger of 120 s and three times the last start.
	 * @param heartbeatTimeout How long a partner may be silent before it counts as hung.
	 * @param memoryCheck What the memory of a successor is reckoned by; without enough of
	 * it an update is refused.
	 * @param memoryFactor How many times of what a successor is reckoned to need has to
	 * be free, of memory as of threads and descriptors.
	 * @param takeover Directory in which the process that serves offers its traffic to a
	 * second process of the same application, user and home that is started with the same
	 * setting. The default is none.
	 */
	public record Handover(@DefaultValue("auto") Mode mode, @Nullable Duration startTimeout,
			@DefaultValue("10s") Duration heartbeatTimeout, @DefaultValue("peak") MemoryCheck memoryCheck,
			@DefaultValue("1.1") double memoryFactor, @Nullable Path takeover) {

		/** How a handover is done. */
		public enum Mode {

			/** Share the listener where that is possible, else restart in place. */
			AUTO,
			/**
			 * Each generation binds the port by itself, with SO_REUSEPORT: for several
			 * instances on one port, and where no listener can be passed.
			 */
			REUSE_PORT,
			/** Stop this release, then start the new one in its place. */
			RESTART_IN_PLACE

		}

	}

	/**
	 * The successor's process. Without any of these it is started as this one was.
	 *
	 * @param javaHome Java installation of the successor. The default is the running one,
	 * else JAVA_HOME, else the PATH.
	 * @param jvmOptions JVM options to add.
	 * @param arguments Application arguments to add; a later one wins over an earlier.
	 * @param environmentFile File with KEY=VALUE lines, read at each start of a
	 * successor.
	 */
	public record SuccessorProcess(@Nullable Path javaHome, @DefaultValue List<String> jvmOptions,
			@DefaultValue List<String> arguments, @Nullable Path environmentFile) {

	}

	/**
	 * Requests that a successor answers before it takes traffic.
	 *
	 * @param requests Number of requests; one is sent in any case, to see that the
	 * application answers.
	 * @param maxDuration How long they may take at most.
	 * @param paths Paths of the application to ask for, besides a built-in one that runs
	 * the whole MVC stack.
	 */
	public record WarmUp(@DefaultValue("2000") int requests, @DefaultValue("10s") Duration maxDuration,
			@DefaultValue List<String> paths) {

	}

	/**
	 * Finishing what was accepted.
	 *
	 * @param timeout How long the predecessor may take to finish what it has accepted.
	 */
	public record Drain(@DefaultValue("10m") Duration timeout) {

	}

	/**
	 * The time in which the predecessor can take the traffic back.
	 *
	 * @param duration How long the predecessor stands by after the switch; 0 for not at
	 * all.
	 * @param unreadyGrace How long the successor may be unready, or its health DOWN,
	 * before the traffic is taken back.
	 * @param poolSize Connections that each HikariCP pool of the predecessor may keep
	 * while it stands by; 0 leaves the pools as they are.
	 * @param baseline How far back the predecessor's own traffic is what the successor is
	 * compared with.
	 * @param window Over how long the error ratio of the successor is measured.
	 * @param errorRatio Limit on answers with a status of 500 or above.
	 * @param latency Limit on how long answers take.
	 * @param health Limit on the health of the whole application.
	 */
	public record Probation(@DefaultValue("180s") Duration duration, @DefaultValue("5s") Duration unreadyGrace,
			@DefaultValue("1") int poolSize, @DefaultValue("5m") Duration baseline,
			@DefaultValue("10s") Duration window, @DefaultValue ErrorRatio errorRatio, @DefaultValue Latency latency,
			@DefaultValue HealthLimit health) {

	}

	/**
	 * Limit on answers with a status of 500 or above.
	 *
	 * @param enabled Whether there is this limit.
	 * @param maxIncrease By how much the part of such answers may exceed the
	 * predecessor's, 0 to 1.
	 * @param minRequests Requests below which it is undecided.
	 */
	public record ErrorRatio(@DefaultValue("true") boolean enabled, @DefaultValue("0.05") double maxIncrease,
			@DefaultValue("50") long minRequests) {

	}

	/**
	 * Limit on how long answers take.
	 *
	 * @param enabled Whether there is this limit.
	 * @param action What is done when it is broken.
	 * @param maxRatio How many times the predecessor's 99th percentile the successor's
	 * may be.
	 * @param minIncrease How far above the predecessor's 99th percentile it has to be in
	 * any case.
	 * @param grace How long after the switch nothing is measured, for the compiler.
	 * @param window Over how long it is measured.
	 * @param sustained How long it has to be exceeded without a break.
	 * @param minRequests Requests below which it is undecided.
	 */
	public record Latency(@DefaultValue("true") boolean enabled,
			@DefaultValue("report") ProbationSettings.Action action, @DefaultValue("2") double maxRatio,
			@DefaultValue("10ms") Duration minIncrease, @DefaultValue("30s") Duration grace,
			@DefaultValue("30s") Duration window, @DefaultValue("10s") Duration sustained,
			@DefaultValue("500") long minRequests) {

	}

	/**
	 * Limit on the health of the whole application.
	 *
	 * @param enabled Whether a health of DOWN takes the traffic back.
	 */
	public record HealthLimit(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * The end of the process without a successor. What was accepted is finished within
	 * spring.lifecycle.timeout-per-shutdown-phase, unless server.shutdown is immediate.
	 *
	 * @param preStopDelay How long the application goes on as before once its readiness
	 * is down, so that a load balancer notices.
	 * @param idleWait How long connections without a request are kept open for one more
	 * once all requests are answered.
	 */
	public record Shutdown(@DefaultValue("0s") Duration preStopDelay, @DefaultValue("5s") Duration idleWait) {

	}

	/**
	 * Who may use a verb.
	 *
	 * @param roles Roles, one of which an authenticated user needs; without any, each
	 * authenticated user may. The token of the store always may.
	 */
	public record Security(@DefaultValue List<String> roles) {

	}

}
