package io.iotflow.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What a request shows to say who makes it: a key, in one of the ways that its address knows, or a bearer token. */
final class Credential {

    private static final String BASIC = "Basic ";
    private static final String TOKEN = "Token ";
    private static final String BEARER = "Bearer ";
    private static final String WEBHOOKS = "/api/v1/webhooks/";
    private static final String BROKERS = "/api/v1/broker/";
    private static final Set<String> INFLUXDB = Set.of("/api/v1/influxdb/write", "/api/v2/write", "/write");

    private Credential() {}

    /** The token of a provider; null when there is none, or the address takes keys in its place. */
    static String bearerOf(HttpServletRequest request) {
        String path = pathOf(request);
        String given = request.getHeader("Authorization");
        boolean isKey = INFLUXDB.contains(path) || path.startsWith(BROKERS) || path.startsWith(WEBHOOKS);
        return isKey || given == null || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? null
                : given.substring(BEARER.length()).strip();
    }

    private static String pathOf(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    /** A device's or an operator's; null when there is none. */
    static String keyOf(HttpServletRequest request) {
        String path = pathOf(request);
        if (path.startsWith(WEBHOOKS)) {
            return null; // a webhook's key is its mapping's own, and no caller's
        }
        String key = request.getHeader("X-API-Key");
        if (key != null) {
            return key;
        }
        String given = request.getHeader("Authorization");
        if (given == null) {
            return path.equals("/write") ? queryPassword(request) : null;
        }
        if (path.startsWith(BROKERS)) {
            return passwordOf(given);
        }
        return INFLUXDB.contains(path) ? tokenOf(given) : null;
    }

    /** InfluxDB's clients send a token in one of three ways, with a user's name before it where they know one. */
    private static String tokenOf(String given) {
        for (String scheme : List.of(TOKEN, BEARER)) {
            if (given.regionMatches(true, 0, scheme, 0, scheme.length())) {
                String token = given.substring(scheme.length()).strip();
                return token.substring(token.indexOf(':') + 1);
            }
        }
        return passwordOf(given);
    }

    /** InfluxDB 1's clients may have it in the query. */
    private static String queryPassword(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null) {
            return null;
        }
        try {
            return Arrays.stream(query.split("&"))
                    .filter(it -> it.startsWith("p="))
                    .map(it -> URLDecoder.decode(it.substring(2), StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse(null);
        } catch (IllegalArgumentException e) { // a percent sign that begins nothing
            return null;
        }
    }

    /** Brokers that ask whether a device may connect cannot all send a header: they send the key as a Basic password. */
    private static String passwordOf(String basic) {
        if (!basic.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] account =
                    Base64.getDecoder().decode(basic.substring(BASIC.length()).strip());
            String[] parts = new String(account, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? parts[1] : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
