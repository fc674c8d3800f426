package io.iotflow.platform.web;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a GET method or resource whose answer seldom changes: the answer gets an {@code ETag}, and who requests it again with it in
 * {@code If-None-Match} gets 304 without a body. The work of making the answer is done all the same; its way is saved.
 */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Revalidated {}
