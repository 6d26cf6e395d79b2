package io.hotupdate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a {@code Lifecycle} bean, at its class or its {@code @Bean} method, that only the
 * owner runs: it is not started in a successor until that becomes the owner, and is
 * stopped before another generation does.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface OwnerOnly {

}
