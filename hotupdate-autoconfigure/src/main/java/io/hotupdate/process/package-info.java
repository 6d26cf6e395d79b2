/**
 * How a generation is started: its command line, the native calls that pass a listener or
 * replace the process, the directory for sockets and the identity of a process.
 */
@NullMarked
package io.hotupdate.process;

import org.jspecify.annotations.NullMarked;
