package io.hotupdate.actuate;

import java.util.List;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The answer to {@code GET /history}.
 *
 * @param updates the updates that have ended, the newest first
 */
record HistoryBody(List<UpdateBody> updates) implements OperationResponseBody {

}
