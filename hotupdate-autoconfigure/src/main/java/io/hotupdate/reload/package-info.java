/**
 * Reloading the configuration of the running application.
 */
@NullMarked
package io.hotupdate.reload;

import org.jspecify.annotations.NullMarked;
