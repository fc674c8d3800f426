package io.iotflow.tools.quickstart;

import io.iotflow.platform.database.DatabaseUrl;
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
        try {
            DatabaseUrl parsed = DatabaseUrl.parse(url);
            return new DatabaseAccess(parsed.jdbc(), parsed.user(), parsed.password());
        } catch (IllegalStateException e) {
            throw new StartException(e.getMessage());
        }
    }

    /** Time-outs are short: whoever asks is waiting. An answer may take longer, for the bench asks much. */
    DataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        if (user != null) {
            dataSource.setUser(user);
            dataSource.setPassword(password);
        }
        dataSource.setConnectTimeout(3);
        dataSource.setLoginTimeout(5);
        dataSource.setSocketTimeout(60);
        dataSource.setApplicationName("iotflow-tools");
        return dataSource;
    }

    /** Nothing of it: records print every component, and a password, also one in the URL, must not reach a log. */
    @Override
    public String toString() {
        return "DatabaseAccess";
    }
}
