package io.hotupdate.autoconfigure;

import io.hotupdate.supervisor.SupervisorLink;

import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Tells the supervisor why the application did not start.
 */
final class SupervisedFailure implements ApplicationListener<ApplicationFailedEvent> {

	private final SupervisorLink supervisor;

	SupervisedFailure(SupervisorLink supervisor) {
		this.supervisor = supervisor;
	}

	@Override
	public void onApplicationEvent(ApplicationFailedEvent event) {
		Throwable failure = event.getException();
		this.supervisor.failed(StartFailure.isPermanent(failure), String.valueOf(failure));
	}

}
