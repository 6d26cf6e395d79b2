/**
 * The small parent process that keeps an instance alive, and a generation's line to it.
 * What runs in the supervisor's own Java needs the JDK, JNA and the SLF4J API alone.
 */
@NullMarked
package io.hotupdate.supervisor;

import org.jspecify.annotations.NullMarked;
