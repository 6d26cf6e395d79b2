package io.hotupdate.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.hotupdate.GenerationInfo;
import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateSnapshot;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Adds the release that serves with its digest, the generation, and the state, to
 * {@code /actuator/info}.
 */
public final class HotUpdateInfoContributor implements InfoContributor {

	private final HotUpdateController controller;

	private final Supplier<Optional<String>> digest;

	/**
	 * Create a contributor.
	 * @param controller the controller
	 * @param digest the SHA-256 of the jar that this generation runs, if it is known
	 */
	public HotUpdateInfoContributor(HotUpdateController controller, Supplier<Optional<String>> digest) {
		this.controller = controller;
		this.digest = digest;
	}

	@Override
	public void contribute(Info.Builder builder) {
		UpdateSnapshot now = this.controller.snapshot();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", now.currentVersion());
		this.digest.get().ifPresent((sha256) -> details.put("sha256", sha256));
		now.generations()
			.stream()
			.filter((generation) -> generation.role() == GenerationInfo.Role.SERVING)
			.findFirst()
			.ifPresent((generation) -> details.put("generation", generation.number()));
		details.put("state", now.state());
		builder.withDetail("hotupdate", details);
	}

}
