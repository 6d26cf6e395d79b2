package io.hotupdate.actuate;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.hotupdate.HotUpdateController;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Shows what the instance is doing about updates. It only reads: verbs are taken over the
 * web alone, by {@link HotUpdateEndpointWebExtension}, where it is known who calls.
 */
@Endpoint(id = "hotupdate", defaultAccess = Access.READ_ONLY)
public final class HotUpdateEndpoint {

	private final HotUpdateController controller;

	private final Supplier<List<ReleaseView>> releases;

	/**
	 * Create the endpoint.
	 * @param controller the controller
	 * @param releases the releases of the store
	 */
	public HotUpdateEndpoint(HotUpdateController controller, Supplier<List<ReleaseView>> releases) {
		this.controller = controller;
		this.releases = releases;
	}

	/**
	 * What is known now.
	 * @return the snapshot
	 */
	@ReadOperation
	public OperationResponseBody snapshot() {
		return UpdateBody.of(this.controller.snapshot());
	}

	/**
	 * An update, the updates that have ended, or the releases of the store.
	 * @param updateId the id of an update, {@code history} or {@code releases}
	 * @return what was asked for, or {@code null} if no update has that id
	 */
	@ReadOperation
	public @Nullable OperationResponseBody find(@Selector String updateId) {
		return switch (updateId) {
			case "history" -> new HistoryBody(this.controller.history().stream().map(UpdateBody::of).toList());
			case "releases" -> new ReleasesBody(this.releases.get());
			default -> update(updateId).orElse(null);
		};
	}

	private Optional<UpdateBody> update(String updateId) {
		return this.controller.find(updateId).map(UpdateBody::of);
	}

	Optional<ReleaseView> currentRelease() {
		return this.releases.get().stream().filter(ReleaseView::current).findFirst();
	}

}
