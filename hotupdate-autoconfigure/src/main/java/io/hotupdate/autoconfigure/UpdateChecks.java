package io.hotupdate.autoconfigure;

import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;

/**
 * All that may be in the way of an update, the blocking things first.
 */
final class UpdateChecks implements Supplier<List<Finding>> {

	private final List<Supplier<List<Finding>>> checks;

	UpdateChecks(List<Supplier<List<Finding>>> checks) {
		this.checks = checks;
	}

	@Override
	public List<Finding> get() {
		return this.checks.stream()
			.flatMap((check) -> check.get().stream())
			.sorted(Comparator.comparing((finding) -> !finding.blocking()))
			.toList();
	}

	static List<Finding> notStarted() {
		return List.of(Finding.blocking("NOT_A_SERVLET_APPLICATION",
				"Only servlet applications that SpringApplication starts can be updated in place",
				"Perhaps you should use spring-boot-starter-webmvc with its embedded Tomcat"));
	}

}
