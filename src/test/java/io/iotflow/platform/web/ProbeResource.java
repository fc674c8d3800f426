package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Singleton;
import jakarta.transaction.RollbackException;
import jakarta.transaction.TransactionalException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Added to the application under test: answers of every kind, which the modules' own resources do not all have. */
@Path("/probe")
@Singleton
public class ProbeResource {

    static final String LONG = "{\"text\":\"" + "x".repeat(20_000) + "\"}";

    /** Longer than what JAX-RS keeps back to find out the length. */
    static final String FIRST = "first" + ",".repeat(20_000);

    private final AtomicInteger counted = new AtomicInteger();

    private static final CountDownLatch NEXT = new CountDownLatch(1);

    @GET
    @PermitAll
    @Path("/long")
    @Produces(MediaType.APPLICATION_JSON)
    public String longAnswer() {
        return LONG;
    }

    @GET
    @PermitAll
    @Path("/short")
    @Produces(MediaType.APPLICATION_JSON)
    public String shortAnswer() {
        return "{}";
    }

    @GET
    @PermitAll
    @Path("/later/{what}")
    @Produces(MediaType.APPLICATION_JSON)
    public CompletionStage<String> later(@PathParam("what") String what) {
        return CompletableFuture.supplyAsync(
                () -> {
                    switch (what) {
                        case "fails" -> throw new IllegalStateException("secret reason");
                        case "refuses" -> throw Problem.conflict("taken");
                        default -> {
                            return LONG;
                        }
                    }
                },
                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    }

    @GET
    @PermitAll
    @Path("/fails")
    public String fails() {
        throw new IllegalStateException("secret reason");
    }

    @GET
    @PermitAll
    @Path("/commit-fails")
    public String commitFails() {
        throw new TransactionalException("secret reason", new RollbackException());
    }

    @GET
    @PermitAll
    @Path("/stream")
    @Produces("text/csv")
    public StreamingOutput stream() {
        return output -> {
            output.write((FIRST + "\n").getBytes(StandardCharsets.UTF_8));
            output.flush();
            try {
                if (NEXT.await(20, TimeUnit.SECONDS)) {
                    output.write("second\n".getBytes(StandardCharsets.UTF_8));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    @POST
    @PermitAll
    @Path("/next")
    public void next() {
        NEXT.countDown();
    }

    @POST
    @PermitAll
    @Path("/size")
    @Produces(MediaType.TEXT_PLAIN)
    public String size(byte[] body) {
        return String.valueOf(body.length);
    }

    @GET
    @PermitAll
    @Path("/tagged")
    @Produces(MediaType.APPLICATION_JSON)
    @Revalidated
    public Tagged tagged() {
        return new Tagged("one", LONG);
    }

    @POST
    @PermitAll
    @Path("/count")
    @Produces(MediaType.TEXT_PLAIN)
    public String count() {
        return String.valueOf(counted.incrementAndGet());
    }

    @GET
    @PermitAll
    @Path("/cached")
    @Produces(MediaType.TEXT_PLAIN)
    public Response cached() {
        return Response.ok("for a minute").header("Cache-Control", "max-age=60").build();
    }

    public record Tagged(String someName, String text) {}
}
