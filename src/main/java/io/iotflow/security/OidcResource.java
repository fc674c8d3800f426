package io.iotflow.security;

import io.iotflow.device.KeyHash;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.OneLine;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.WrongKeys;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Signing in to the console with a provider of OpenID Connect: there, and back again. */
@Path("/session")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class OidcResource {

    private static final Logger LOG = Logger.getLogger(OidcResource.class.getName());

    private final OidcSettings settings;
    private final OidcSignIn signIn;
    private final WrongKeys wrongKeys;
    private final KeyHash hashes;

    @Inject
    OidcResource(OidcSettings settings, OidcSignIn signIn, WrongKeys wrongKeys, KeyHash hashes) {
        this.settings = settings;
        this.signIn = signIn;
        this.wrongKeys = wrongKeys;
        this.hashes = hashes;
    }

    @GET
    @Path("/methods")
    @PermitAll
    public JsonObject methods() {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(
                        "oidc",
                        settings.issuer.isPresent()
                                ? Json.createObjectBuilder()
                                        .add("label", settings.label)
                                        .add("path", "/api/v1/session/oidc")
                                        .build()
                                : JsonValue.NULL)
                .build();
    }

    @GET
    @Path("/oidc")
    @PermitAll
    public Response begin(@Context HttpServletRequest request) {
        requireProvider();
        try {
            OidcSignIn.Begun begun = signIn.begin(request);
            return Response.seeOther(begun.provider()).cookie(begun.cookie()).build();
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "nobody can sign in with OpenID Connect");
            return console("unavailable").build();
        }
    }

    /** The provider may send more than the code and the state; what it sends is listed, and the rest of it means nothing. */
    @GET
    @Path("/oidc/callback")
    @PermitAll
    public Response finish(
            @Context HttpServletRequest request,
            @QueryParam("code") String code,
            @QueryParam("state") String state,
            @QueryParam("iss") String issuer,
            @QueryParam("error") String error,
            @QueryParam("error_description") String description,
            @QueryParam("error_uri") String page,
            @QueryParam("session_state") String sessionState,
            @QueryParam("scope") String scope,
            @QueryParam("authuser") String user,
            @QueryParam("hd") String domain,
            @QueryParam("prompt") String prompt) {
        requireProvider();
        byte[] hash = hashes.of(code == null ? "" : code);
        if (!wrongKeys.mayTry(request, hash)) {
            throw wrongKeys.problem(request);
        }
        try {
            if (error != null) {
                throw new OidcFailure("refused", "the provider says " + error + ", " + description);
            }
            if (issuer != null && !issuer.equals(settings.issuer.orElseThrow())) { // RFC 9207
                throw new OidcFailure("expired", "another provider answers: " + issuer);
            }
            return Response.seeOther(URI.create(settings.publicUrl + "/"))
                    .cookie(SessionCookie.begin(request, signIn.finish(request, state, code)), signIn.end(request))
                    .build();
        } catch (OidcFailure e) {
            wrongKeys.wrong(request, hash);
            LOG.warning(() -> "a sign-in with OpenID Connect failed: " + OneLine.of(e.getMessage()));
            return console(e.word()).cookie(signIn.end(request)).build();
        }
    }

    /** The console, which says in words why nobody is signed in. */
    private Response.ResponseBuilder console(String word) {
        return Response.seeOther(URI.create(settings.publicUrl + "/#/not-signed-in/" + word));
    }

    private void requireProvider() {
        if (settings.issuer.isEmpty()) {
            throw Problem.notFound("OpenID Connect is not configured; sign in with an operator key.");
        }
    }
}
