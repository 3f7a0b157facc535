package dev.trm.gateway.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A call that needs no key in its head: below {@code /v1/hooks/} it proves by a signature of its
 * own who it is from, a sign-in by the key in its body; its method looks at nothing before it has.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Signed {}
