package io.hotupdate.release;

/**
 * The Java that will run a release.
 *
 * @param feature its feature version, such as 17 or 25
 * @param source where it comes from, such as {@code the running Java}
 */
public record RuntimeJava(int feature, String source) {

}
