/** The order desk: a small application that replaces itself with its next release. */
@NullMarked
package io.hotupdate.sample;

import org.jspecify.annotations.NullMarked;
