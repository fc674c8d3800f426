package io.iotflow.security;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Header;
import io.jsonwebtoken.JwsHeader;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.UnsupportedJwtException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the provider's tokens: signed with one of its keys, by an algorithm of public keys, for us, and neither over nor for
 * another sign-in (OpenID Connect Core 1.0, 3.1.3.7).
 */
@Singleton
class OidcTokens {

    private static final int LONGEST_NAME = 100;
    private static final long CLOCKS_DIFFER_SECONDS = 60;

    private final OidcSettings settings;
    private final OidcProvider provider;

    @Inject
    OidcTokens(OidcSettings settings, OidcProvider provider) {
        this.settings = settings;
        this.provider = provider;
    }

    /**
     * Whom a token names.
     *
     * @param subject the provider's name of them, which never changes
     * @param operator empty when their roles allow nothing here
     */
    record Person(String subject, Optional<Operator> operator, Instant expiresAt) {}

    /**
     * Who has signed in.
     *
     * @throws JwtException when the token is not good
     * @throws IOException when the provider's keys cannot be had
     */
    Person ofSignIn(String idToken, String nonce) throws IOException {
        Claims claims = read(idToken, settings.clientId);
        Object given = claims.get("nonce");
        if (!(given instanceof String) || !isSame((String) given, nonce)) {
            throw new UnsupportedJwtException("the token is for another sign-in");
        }
        Object party = claims.get("azp");
        if (party != null && !party.equals(settings.clientId)) {
            throw new UnsupportedJwtException("the token was given to somebody else");
        }
        return person(claims);
    }

    /** Who calls with a bearer token; {@link #takesBearers} first. Throws as the other. */
    Person ofBearer(String token) throws IOException {
        return person(read(token, settings.audience.orElseThrow()));
    }

    boolean takesBearers() {
        return settings.issuer.isPresent() && settings.audience.isPresent();
    }

    private Claims read(String token, String audience) throws IOException {
        JwtParser parser = Jwts.parser()
                .sig()
                .clear()
                .add(List.of(
                        Jwts.SIG.RS256,
                        Jwts.SIG.RS384,
                        Jwts.SIG.RS512,
                        Jwts.SIG.PS256,
                        Jwts.SIG.PS384,
                        Jwts.SIG.PS512,
                        Jwts.SIG.ES256,
                        Jwts.SIG.ES384,
                        Jwts.SIG.ES512,
                        Jwts.SIG.EdDSA))
                .and()
                .zip()
                .clear()
                .and()
                .keyLocator(this::key)
                .requireIssuer(settings.issuer.orElseThrow())
                .requireAudience(audience)
                .clockSkewSeconds(CLOCKS_DIFFER_SECONDS)
                .build();
        try {
            Claims claims = parser.parseSignedClaims(token).getPayload();
            if (claims.getExpiration() == null || claims.getSubject() == null) {
                throw new UnsupportedJwtException("the token has no end, or nobody's name");
            }
            return claims;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IllegalArgumentException e) { // an empty one
            throw new UnsupportedJwtException("this is no token", e);
        }
    }

    private Key key(Header header) {
        if (!(header instanceof JwsHeader signed)) {
            throw new UnsupportedJwtException("the token is not signed");
        }
        try {
            return provider.key(signed.getKeyId())
                    .orElseThrow(() -> new UnsupportedJwtException("the provider has no such key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Person person(Claims claims) {
        Object name = claims.get(settings.nameClaim);
        String given = name instanceof String text && !text.isBlank() ? text : claims.getSubject();
        String shown =
                given.substring(0, Math.min(given.length(), LONGEST_NAME)).replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}]", "?");
        return new Person(
                claims.getSubject(),
                role(claims).map(it -> new Operator(shown, it)),
                claims.getExpiration().toInstant());
    }

    private Optional<Operator.Role> role(Claims claims) {
        Collection<?> roles = roles(claims);
        if (roles.contains(settings.adminRole)) {
            return Optional.of(Operator.Role.ADMIN);
        }
        return roles.contains(settings.viewerRole) ? Optional.of(Operator.Role.VIEWER) : Optional.empty();
    }

    /** A list, or a text with blanks between them, as scopes are. */
    private Collection<?> roles(Claims claims) {
        Object value = claims.get(settings.rolesClaim);
        if (value == null) { // dots may be in its name, or between names of members
            value = claims;
            for (String member : settings.rolesClaim.split("\\.")) {
                value = value instanceof Map<?, ?> object ? object.get(member) : null;
            }
        }
        if (value instanceof Collection<?> several) {
            return several;
        }
        return value instanceof String text ? List.of(text.split(" ")) : List.of();
    }

    static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
