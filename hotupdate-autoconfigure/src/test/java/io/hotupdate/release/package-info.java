/**
 * Tests of where jars come from, their download and verification, and the store on disk.
 */
@NullUnmarked
package io.hotupdate.release;

import org.jspecify.annotations.NullUnmarked;
