package io.iotflow.platform.web;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.Providers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Answers for {@link Revalidated}. The tag is the body's hash, and weak, because the same body may go out compressed or not
 * (RFC 9110 section 8.8.1).
 */
@Provider
@Revalidated
@Priority(Priorities.ENTITY_CODER)
public class Revalidation implements ContainerResponseFilter {

    private static final int TAG_BYTES = 16;

    @Context
    private Providers providers;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        boolean read = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!read || response.getStatus() != 200 || !response.hasEntity()) {
            return;
        }
        byte[] body = bytes(response);
        EntityTag tag = tag(body);
        response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
        if (!response.getHeaders().containsKey(HttpHeaders.CACHE_CONTROL)) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        }
        if (request.getRequest().evaluatePreconditions(tag) == null) {
            response.setEntity(body, response.getEntityAnnotations(), response.getMediaType());
        } else {
            response.setStatus(304);
            response.setEntity(null);
        }
    }

    private byte[] bytes(ContainerResponseContext response) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        write(response, response.getEntityClass(), body);
        return body.toByteArray();
    }

    @SuppressWarnings("unchecked") // the entity is of its own class
    private <T> void write(ContainerResponseContext response, Class<T> type, ByteArrayOutputStream body)
            throws IOException {
        Type generic = response.getEntityType();
        Annotation[] annotations = response.getEntityAnnotations();
        MediaType media = response.getMediaType();
        MessageBodyWriter<T> writer = providers.getMessageBodyWriter(type, generic, annotations, media);
        writer.writeTo((T) response.getEntity(), type, generic, annotations, media, response.getHeaders(), body);
    }

    private static EntityTag tag(byte[] body) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
            byte[] enough = Arrays.copyOf(hash, TAG_BYTES);
            return new EntityTag(Base64.getUrlEncoder().withoutPadding().encodeToString(enough), true);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
