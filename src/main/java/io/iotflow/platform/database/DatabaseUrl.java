package io.iotflow.platform.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * {@code DATABASE_URL}: {@code postgresql://user:password@host:port/name?options}, or a JDBC URL as it is.
 *
 * @param jdbc the address for the driver; a JDBC URL may have a password in it
 * @param user null where the URL names none, or is a JDBC URL
 * @param password null where the URL names none, or is a JDBC URL
 */
public record DatabaseUrl(String jdbc, String user, String password) {

    /**
     * Reads the URL.
     *
     * @throws IllegalStateException when it cannot be read; the message does not repeat it, because it has a password
     */
    public static DatabaseUrl parse(String url) {
        try {
            return url.startsWith("jdbc:postgresql:") ? new DatabaseUrl(url, null, null) : of(URI.create(url));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "DATABASE_URL must look like postgresql://user:password@host:5432/name, special characters of the"
                            + " password as %XX, or be a JDBC URL of PostgreSQL");
        }
    }

    private static DatabaseUrl of(URI uri) {
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw new IllegalArgumentException("no host or no name");
        }
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String options = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getRawPath() + options;
        String[] account = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new DatabaseUrl(
                jdbc, account.length > 0 ? decode(account[0]) : null, account.length > 1 ? decode(account[1]) : null);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Nothing of it: records print every component, and the password must not reach a log. */
    @Override
    public String toString() {
        return "DatabaseUrl";
    }
}
