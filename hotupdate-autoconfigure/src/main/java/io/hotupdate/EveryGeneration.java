package io.hotupdate;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what runs in every generation, owner or not: a {@code @Scheduled} method or a
 * class of such methods, or a bean (at its class or its {@code @Bean} method) that would
 * be withheld otherwise, such as a task scheduler or a listener container. For work on
 * what the process holds itself: its caches, its connections.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface EveryGeneration {

}
