/**
 * Where jars come from, their download and verification, and the store on disk.
 */
@NullMarked
package io.hotupdate.release;

import org.jspecify.annotations.NullMarked;
