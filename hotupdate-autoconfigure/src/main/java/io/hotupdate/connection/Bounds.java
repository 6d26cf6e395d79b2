package io.hotupdate.connection;

import java.time.Duration;

/**
 * The bounds of one request that may differ by its path. 0 is off everywhere.
 *
 * @param read for the whole request, from its first byte
 * @param write for the whole response, from its first byte
 * @param requestRate bytes a second of the body, while the server waits for it
 * @param responseRate bytes a second of the response, while the server waits to write
 */
public record Bounds(Duration read, Duration write, long requestRate, long responseRate) {

}
