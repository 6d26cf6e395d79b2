package io.hotupdate;

/**
 * An application event: this generation has become the owner, or is about to give
 * ownership up. Published in order, in a thread of its own, once the application has
 * started. Listeners of the loss have {@code hotupdate.background.stop-timeout} until the
 * other generation becomes the owner.
 *
 * @param owner whether it is the owner now
 */
public record GenerationOwnershipEvent(boolean owner) {

}
