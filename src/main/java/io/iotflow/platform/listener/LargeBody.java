package io.iotflow.platform.listener;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A resource method that reads its body piece by piece while it works. The body may be as large as {@code IOTFLOW_IMPORT_MAX_BYTES}
 * says, and take as long as {@code IOTFLOW_IMPORT_TIMEOUT}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LargeBody {}
