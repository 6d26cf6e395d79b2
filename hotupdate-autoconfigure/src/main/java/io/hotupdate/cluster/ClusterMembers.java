package io.hotupdate.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.hotupdate.GenerationOwnership;
import io.hotupdate.HotUpdateController;
import io.hotupdate.ReleaseFetcher;
import io.hotupdate.UpdateStatus;
import io.hotupdate.handover.Sampler;
import org.jspecify.annotations.Nullable;

/**
 * Makes the membership of this instance.
 *
 * @param group the group's name
 * @param instanceId the instance's name, or {@code null} for one that is kept in the home
 * @param home the store's directory
 * @param labels the instance's labels
 * @param statesKey the key of the hash of states, or {@code null} for the usual one
 * @param channel the channel, or {@code null} for the usual one
 * @param beats how often to beat
 * @param redis where Redis is
 */
public record ClusterMembers(String group, @Nullable String instanceId, Path home, Map<String, String> labels,
		@Nullable String statesKey, @Nullable String channel, BeatSettings beats, RedisSettings redis) {

	/**
	 * Make it.
	 * @param controller updates this instance
	 * @param fetcher stages releases
	 * @param status the state of this instance
	 * @param ownership whether this generation speaks for it
	 * @param ready whether it is ready
	 * @return the membership, not begun yet
	 * @throws IOException if its identity can neither be read nor written
	 */
	public ClusterMember member(HotUpdateController controller, ReleaseFetcher fetcher, UpdateStatus status,
			GenerationOwnership ownership, Callable<Boolean> ready) throws IOException {
		String host = host();
		String id = (this.instanceId != null) ? this.instanceId : InstanceId.in(this.home, host);
		if (!InstanceId.isValid(id)) {
			throw new IllegalArgumentException("'" + id + "' is no hotupdate.cluster.instance-id; perhaps you should"
					+ " use 1 to 100 letters, digits, dots, underscores and hyphens");
		}
		if (!this.group.matches("[^{}\\s]{1,100}")) {
			throw new IllegalArgumentException("'" + this.group + "' is no hotupdate.cluster.group; perhaps you should"
					+ " use 1 to 100 characters without blanks and braces");
		}
		GroupKeys usual = GroupKeys.of(this.group);
		GroupKeys keys = new GroupKeys(this.group, (this.statesKey != null) ? this.statesKey : usual.states(),
				(this.channel != null) ? this.channel : usual.channel());
		Member member = new Member(id, UUID.randomUUID().toString(), host + ":" + this.home, order(id));
		Instant started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
		return new ClusterMember(new ClusterMember.Settings(keys, this.beats, host, this.labels, started), member,
				(heard) -> RedisConnection.open(this.redis, keys, this.beats.reconnect(), heard), status, ownership,
				new Sampler<>("readiness", ready), new Stager(fetcher),
				new Turns(controller, fetcher, new LastFence(this.home)));
	}

	/** The canaries first, then zone by zone, in each in an order that is nobody's. */
	private String order(String id) {
		boolean canary = "true".equals(this.labels.get("canary"));
		String zone = this.labels.getOrDefault("zone", "").replaceAll("[^A-Za-z0-9._-]", "_");
		return (canary ? "0" : "1") + ":" + zone + ":" + hash(id);
	}

	private static String hash(String id) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 4);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String host() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

}
