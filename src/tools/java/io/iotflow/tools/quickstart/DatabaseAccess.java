package io.iotflow.tools.quickstart;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** How to reach a PostgreSQL database. */
record DatabaseAccess(String url, String user, String password) {

    /** The database that the environment names as the application reads it: {@code DATABASE_URL}, else {@code DB_*}. */
    static DatabaseAccess of(Map<String, String> environment) {
        String url = environment.get("DATABASE_URL");
        String user = environment.getOrDefault("DB_USER", "iotflow");
        String password = environment.getOrDefault("DB_PASSWORD", "");
        if (url == null) {
            String host = environment.getOrDefault("DB_HOST", "localhost");
            String port = environment.getOrDefault("DB_PORT", "5432");
            String name = environment.getOrDefault("DB_NAME", "iotflow");
            return new DatabaseAccess("jdbc:postgresql://" + host + ":" + port + "/" + name, user, password);
        }
        return url.startsWith("jdbc:") ? new DatabaseAccess(url, null, null) : ofUri(URI.create(url));
    }

    private static DatabaseAccess ofUri(URI uri) {
        if (uri.getHost() == null) {
            throw new StartException("DATABASE_URL must look like postgresql://user:password@host:5432/name");
        }
        String[] account = (uri.getRawUserInfo() == null ? "iotflow" : uri.getRawUserInfo()).split(":", 2);
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        return new DatabaseAccess(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + uri.getPath(),
                decode(account[0]),
                account.length == 2 ? decode(account[1]) : "");
    }

    /** Time-outs are short: whoever asks is waiting. */
    DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        if (user != null) {
            dataSource.setUser(user);
            dataSource.setPassword(password);
        }
        dataSource.setConnectTimeout(3);
        dataSource.setLoginTimeout(5);
        dataSource.setApplicationName("iotflow-tools");
        return dataSource;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The address only: records print every component, and the password must not reach a log. */
    @Override
    public String toString() {
        return "DatabaseAccess[" + url + "]";
    }
}
