package io.hotupdate.background;

import java.util.Map;

import org.springframework.context.Lifecycle;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Spring's own lifecycle processor, which leaves out of a start what only the owner runs
 * while this generation is not the owner.
 */
public final class OwnerLifecycleProcessor extends DefaultLifecycleProcessor {

	private final BackgroundBeans background;

	private final ThreadLocal<Boolean> starting = ThreadLocal.withInitial(() -> false);

	/**
	 * Create the processor.
	 * @param background what depends on ownership
	 */
	public OwnerLifecycleProcessor(BackgroundBeans background) {
		this.background = background;
		background.owner().add("listener containers", new OwnerLifecycles(this, background));
	}

	@Override
	public void onRefresh() {
		start(super::onRefresh);
	}

	@Override
	public void onRestart() {
		start(super::onRestart);
	}

	@Override
	public void start() {
		start(super::start);
	}

	private void start(Runnable start) {
		this.starting.set(true);
		try {
			start.run();
		}
		finally {
			this.starting.remove();
		}
	}

	@Override
	protected Map<String, Lifecycle> getLifecycleBeans() {
		Map<String, Lifecycle> beans = super.getLifecycleBeans();
		if (this.starting.get() && !this.background.owner().isOwner()) {
			beans.entrySet().removeIf(this::isChosen);
		}
		return beans;
	}

	/** The beans that only the owner runs. */
	Map<String, Lifecycle> chosen() {
		Map<String, Lifecycle> beans = super.getLifecycleBeans();
		beans.entrySet().removeIf((entry) -> !isChosen(entry));
		return beans;
	}

	int phase(Lifecycle bean) {
		return getPhase(bean);
	}

	private boolean isChosen(Map.Entry<String, Lifecycle> entry) {
		return this.background.ownerBeans().isChosen(entry.getKey(), entry.getValue());
	}

}
