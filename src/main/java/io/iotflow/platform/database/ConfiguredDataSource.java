package io.iotflow.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL as MicroProfile Config names it: {@code DATABASE_URL} in the form {@code postgresql://user:password@host:port/name}
 * (or a JDBC URL), else {@code DB_HOST}, {@code DB_PORT}, {@code DB_NAME}, {@code DB_USER} and {@code DB_PASSWORD}. The
 * server's pool creates it by name from web.xml.
 */
public final class ConfiguredDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    public ConfiguredDataSource() {
        Config config = ConfigProvider.getConfig();
        Optional<String> url = config.getOptionalValue("database.url", String.class);
        if (url.isPresent()) {
            use(DatabaseUrl.parse(url.get()));
        } else {
            setServerNames(new String[] {config.getValue("db.host", String.class)});
            setPortNumbers(new int[] {config.getValue("db.port", Integer.class)});
            setDatabaseName(config.getValue("db.name", String.class));
            setUser(config.getValue("db.user", String.class));
            config.getOptionalValue("db.password", String.class).ifPresent(this::setPassword);
        }
        setApplicationName("iotflow");
        setConnectTimeout(5);
        setLoginTimeout(10);
        // A server that is gone without a word must not hold a thread for ever; no statement of ours takes this long,
        // but for an update of the schema.
        setSocketTimeout(60);
        setTcpKeepAlive(true);
        setLogServerErrorDetail(false); // the detail quotes what devices sent
    }

    /**
     * For an update of the schema, with a role of its own where {@code DB_MIGRATION_USER} names one. It may read and write
     * large tables: its statements take what they take.
     */
    static ConfiguredDataSource forMigration() {
        ConfiguredDataSource source = new ConfiguredDataSource();
        source.setSocketTimeout(0);
        Config config = ConfigProvider.getConfig();
        config.getOptionalValue("db.migration.user", String.class).ifPresent(user -> {
            source.setUser(user);
            source.setPassword(config.getOptionalValue("db.migration.password", String.class)
                    .orElse(null));
        });
        return source;
    }

    /**
     * Read committed, whatever the database's default is. It is said here once and not in web.xml: of what is said there
     * the server asks PostgreSQL each time when a connection comes back to its pool.
     */
    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        Connection connection = super.getConnection(user, password);
        try {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Such as {@code db.example.org:5432}. */
    String address() {
        return getServerNames()[0] + ":" + getPortNumbers()[0];
    }

    private void use(DatabaseUrl url) {
        setUrl(url.jdbc());
        if (url.user() != null) {
            setUser(url.user());
        }
        if (url.password() != null) {
            setPassword(url.password());
        }
    }
}
