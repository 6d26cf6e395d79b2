package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;

/**
 * Checks of the server and its connectors.
 */
@FunctionalInterface
interface TrafficChecks extends Supplier<List<Finding>> {

	/** The codes of what keeps a listener from being shared. */
	Set<String> NO_SHARING = Set.of("NO_TOMCAT", "TOMCAT_NOT_TESTED");

	/** What stands where there is no Tomcat. */
	TrafficChecks NO_TOMCAT = () -> List.of(Finding.warning("NO_TOMCAT",
			"Only an embedded Tomcat can hand its connections over; on another server an update restarts in place",
			"Perhaps you should use spring-boot-starter-tomcat"));

}
