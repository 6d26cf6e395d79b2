package io.hotupdate.autoconfigure;

import java.util.List;
import java.util.function.Supplier;

import io.hotupdate.Handover.Finding;
import io.hotupdate.background.BackgroundBeans;
import io.hotupdate.background.OwnerLifecycleProcessor;

import org.springframework.context.LifecycleProcessor;

/**
 * Checks of what both generations would do while they overlap.
 */
final class BackgroundChecks implements OverlapChecks {

	private final BackgroundBeans background;

	private final Supplier<LifecycleProcessor> processor;

	BackgroundChecks(BackgroundBeans background, Supplier<LifecycleProcessor> processor) {
		this.background = background;
		this.processor = processor;
	}

	@Override
	public List<Finding> get() {
		if (this.processor.get() instanceof OwnerLifecycleProcessor) {
			return List.of();
		}
		List<String> both = this.background.lifecycles();
		return both.isEmpty() ? List.of() : List.of(Finding.warning("LIFECYCLE_PROCESSOR",
				"The application has a lifecycleProcessor of its own, so that these beans work in both generations while they overlap: "
						+ String.join(", ", both),
				"Perhaps you should leave that bean to the auto-configuration"));
	}

}
