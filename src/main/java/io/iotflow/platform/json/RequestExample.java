package io.iotflow.platform.json;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a resource method that reads its body itself, mostly with {@link RequestBody}: a body that it would take, as the OpenAPI document
 * shows it. The schema in the document is read from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RequestExample {

    /** A JSON object, or text of another type. */
    String value();

    /** The body's media type. */
    String type() default "application/json";

    /** Whether the body may be left out. */
    boolean optional() default false;
}
