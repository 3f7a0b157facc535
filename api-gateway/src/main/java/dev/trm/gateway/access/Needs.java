package dev.trm.gateway.access;

import dev.trm.jobs.store.ApiKey;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The role a call needs. Without it, looking needs a reader and everything else an operator. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
  ApiKey.Role value();
}
