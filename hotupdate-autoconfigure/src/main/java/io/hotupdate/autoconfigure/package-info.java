/**
 * Auto-configuration and configuration properties.
 */
@NullMarked
package io.hotupdate.autoconfigure;

import org.jspecify.annotations.NullMarked;
