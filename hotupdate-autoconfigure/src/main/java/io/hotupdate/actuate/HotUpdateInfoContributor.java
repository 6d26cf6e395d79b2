package io.hotupdate.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.hotupdate.GenerationInfo;
import io.hotupdate.HotUpdateController;
import io.hotupdate.UpdateSnapshot;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Adds the version and the generation that serve, and the state, to
 * {@code /actuator/info}.
 */
public final class HotUpdateInfoContributor implements InfoContributor {

	private final HotUpdateController controller;

	/**
	 * Create a contributor.
	 * @param controller the controller
	 */
	public HotUpdateInfoContributor(HotUpdateController controller) {
		this.controller = controller;
	}

	@Override
	public void contribute(Info.Builder builder) {
		UpdateSnapshot now = this.controller.snapshot();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("version", now.currentVersion());
		now.generations()
			.stream()
			.filter((generation) -> generation.role() == GenerationInfo.Role.SERVING)
			.findFirst()
			.ifPresent((generation) -> details.put("generation", generation.number()));
		details.put("state", now.state());
		builder.withDetail("hotupdate", details);
	}

}
