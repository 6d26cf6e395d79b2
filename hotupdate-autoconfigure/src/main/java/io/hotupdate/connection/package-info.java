/**
 * The Tomcat side: the gate through which a generation takes connections off the shared
 * listener, and the drain that finishes what it has taken.
 */
@NullMarked
package io.hotupdate.connection;

import org.jspecify.annotations.NullMarked;
