package io.hotupdate.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer to {@code GET /releases}.
 *
 * @param releases the releases of the store
 */
record ReleasesBody(List<ReleaseView> releases) implements OperationResponseBody {

}
