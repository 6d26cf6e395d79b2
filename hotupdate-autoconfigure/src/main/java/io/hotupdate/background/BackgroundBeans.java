package io.hotupdate.background;

import java.util.List;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * What the beans of an application need to depend on ownership.
 */
public final class BackgroundBeans {

	private final GenerationOwner owner;

	private final EveryGenerationRules rules;

	private final OwnerBeans ownerBeans;

	private final ConfigurableListableBeanFactory beans;

	/**
	 * Create it.
	 * @param owner whether this generation is the owner
	 * @param settings which beans belong to background work
	 * @param beans the beans of the application
	 */
	public BackgroundBeans(GenerationOwner owner, BackgroundSettings settings, ConfigurableListableBeanFactory beans) {
		this.owner = owner;
		this.beans = beans;
		this.rules = new EveryGenerationRules(beans, settings.exclude());
		this.ownerBeans = new OwnerBeans(beans, settings.include(), this.rules);
	}

	GenerationOwner owner() {
		return this.owner;
	}

	ConfigurableListableBeanFactory beans() {
		return this.beans;
	}

	EveryGenerationRules rules() {
		return this.rules;
	}

	OwnerBeans ownerBeans() {
		return this.ownerBeans;
	}

	/**
	 * The beans with a lifecycle that only the owner is to run.
	 * @return their names
	 */
	public List<String> lifecycles() {
		return this.ownerBeans.names();
	}

}
