package io.iotflow.platform.ratelimit;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * RateLimits a resource method: each call takes one from the caller's bucket of this kind. Answers carry {@code
 * X-RateLimit-*}; over the limit it is 429. Operators are not limited.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RateLimited {

    /** Which limit. */
    LimitType value();
}
