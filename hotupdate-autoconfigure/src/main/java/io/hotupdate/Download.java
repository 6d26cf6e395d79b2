package io.hotupdate;

import java.nio.file.Path;

/**
 * What a fetch brought to this host: complete, not yet proved.
 *
 * @param request what was asked for
 * @param file the file
 * @param sha256 the digest that it must have
 */
public record Download(UpdateRequest request, Path file, String sha256) {

}
