package io.iotflow.security;

import io.iotflow.device.KeyHash;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.WrongKeys;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;

/** Signing in and out of the console, with an operator key that may read. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class SessionResource {

    private static final String KEY = "api_key";
    private static final String LINK = "link_token";

    private final Sessions sessions;
    private final SignInLinks links;
    private final OperatorKeys operators;
    private final KeyHash hashes;
    private final WrongKeys wrongKeys;

    @Inject
    SessionResource(Sessions sessions, SignInLinks links, OperatorKeys operators, KeyHash hashes, WrongKeys wrongKeys) {
        this.sessions = sessions;
        this.links = links;
        this.operators = operators;
        this.hashes = hashes;
        this.wrongKeys = wrongKeys;
    }

    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_JSON)
    public Response begin(@Context HttpServletRequest request, byte[] json) {
        RequestBody body = RequestBody.of(json);
        String key = body.optional(KEY);
        String token = body.optional(LINK);
        if ((key == null) == (token == null)) {
            body.violation(KEY, "must be given, or " + LINK + " in its place");
        }
        body.check();
        byte[] hash = key == null ? keyOfLink(request, hashes.of(token)) : hashes.of(key);
        Operator operator = owner(request, hash);
        if (!operator.role().roles().contains("viewer")) {
            throw Problem.forbidden("The console needs a key with the role viewer or admin.");
        }
        return Response.ok(describe(operator.name(), operator.role() == Operator.Role.ADMIN))
                .cookie(SessionCookie.begin(request, sessions.begin(hash)))
                .build();
    }

    /** The hash of the key that made the link; 401 for a wrong one, and 429 for whoever tries too many. */
    private byte[] keyOfLink(HttpServletRequest request, byte[] tokenHash) {
        if (!wrongKeys.mayTry(request, tokenHash)) {
            throw wrongKeys.problem(request);
        }
        return links.redeem(tokenHash).orElseThrow(() -> {
            wrongKeys.wrong(request, tokenHash);
            return Problem.unauthorized("This link was used already, or is older than "
                    + SignInLinks.GOOD_FOR.toMinutes() + " minutes. Make a new one, or sign in with a key.");
        });
    }

    /** Whose key it is; 401 for a wrong one, and 429 for whoever tries too many. */
    private Operator owner(HttpServletRequest request, byte[] hash) {
        Optional<Operator> known = operators.find(hash);
        if (known.isEmpty() && !wrongKeys.mayTry(request, hash)) {
            throw wrongKeys.problem(request);
        }
        Optional<Operator> operator = known.or(() -> operators.lookUp(hash));
        if (operator.isEmpty()) {
            wrongKeys.wrong(request, hash);
            throw Problem.unauthorized("No operator has this key, or it has expired or was revoked.");
        }
        wrongKeys.right(hash);
        return operator.get();
    }

    @POST
    @Path("/links")
    @RolesAllowed("viewer")
    public Response link(@Context SecurityContext caller, @Context HttpHeaders headers) {
        String key = headers.getHeaderString("X-API-Key");
        if (key == null) {
            throw Problem.forbidden("A link is made with an operator key in X-API-Key; a session makes none.");
        }
        SignInLinks.Link link =
                links.make(hashes.of(key), caller.getUserPrincipal().getName());
        return Response.status(Response.Status.CREATED)
                .entity(Json.createObjectBuilder()
                        .add("status", "success")
                        .add(LINK, link.token())
                        .add("path", "/#/sign-in/" + link.token())
                        .add("expires_at", link.expiresAt().toString())
                        .build())
                .build();
    }

    @GET
    @RolesAllowed("viewer")
    public JsonObject who(@Context SecurityContext caller) {
        return describe(caller.getUserPrincipal().getName(), caller.isUserInRole("admin"));
    }

    @DELETE
    @RolesAllowed("viewer")
    public Response end(@Context HttpServletRequest request) {
        SessionCookie.of(request).ifPresent(sessions::end);
        return Response.noContent().cookie(SessionCookie.end(request)).build();
    }

    private JsonObject describe(String name, boolean isAdmin) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("name", name)
                .add("role", isAdmin ? "admin" : "viewer")
                .add("idle_timeout_seconds", sessions.idle().toSeconds())
                .build();
    }
}
