package io.hotupdate.background;

import java.util.function.Consumer;

import io.hotupdate.GenerationOwnershipEvent;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Tells the application whether this generation is the owner.
 */
public final class OwnershipEvents implements OwnerWork, ApplicationListener<ApplicationReadyEvent> {

	private final ApplicationContext context;

	private final GenerationOwner owner;

	private final Consumer<GenerationOwnershipEvent> publisher;

	/**
	 * Create it.
	 * @param owner whether this generation is the owner
	 * @param context the application
	 */
	public OwnershipEvents(GenerationOwner owner, ApplicationContext context) {
		this.owner = owner;
		this.context = context;
		this.publisher = context::publishEvent;
		owner.add("application", this);
	}

	/** A first generation is the owner from its start. */
	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context && this.owner.isOwner()) {
			gained();
		}
	}

	@Override
	public void gained() {
		this.publisher.accept(new GenerationOwnershipEvent(true));
	}

	@Override
	public void losing(Deadline deadline) {
		this.publisher.accept(new GenerationOwnershipEvent(false));
	}

}
