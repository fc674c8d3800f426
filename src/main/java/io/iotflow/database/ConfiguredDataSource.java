package io.iotflow.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL as MicroProfile Config names it: {@code DATABASE_URL} in the form {@code postgresql://user:password@host:port/name}
 * (or a JDBC URL), else {@code DB_HOST}, {@code DB_PORT}, {@code DB_NAME}, {@code DB_USER} and {@code DB_PASSWORD}. The
 * server's pool creates it by name from web.xml.
 */
public class ConfiguredDataSource extends PGSimpleDataSource {

    public ConfiguredDataSource() {
        Config config = ConfigProvider.getConfig();
        Optional<String> url = config.getOptionalValue("database.url", String.class);
        if (url.isPresent()) {
            use(url.get());
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
        // A server that is gone without a word must not hold a thread for ever; no statement of ours takes this long.
        setSocketTimeout(60);
        setTcpKeepAlive(true);
    }

    private void use(String url) {
        if (url.startsWith("jdbc:")) {
            setUrl(url);
            return;
        }
        URI uri = URI.create(url);
        if (uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2) {
            throw new IllegalStateException("DATABASE_URL must look like postgresql://user:password@host:5432/name");
        }
        setServerNames(new String[] {uri.getHost()});
        setPortNumbers(new int[] {uri.getPort() < 0 ? 5432 : uri.getPort()});
        setDatabaseName(uri.getPath().substring(1));
        if (uri.getRawUserInfo() != null) {
            String[] user = uri.getRawUserInfo().split(":", 2);
            setUser(URLDecoder.decode(user[0], StandardCharsets.UTF_8));
            if (user.length == 2) {
                setPassword(URLDecoder.decode(user[1], StandardCharsets.UTF_8));
            }
        }
    }
}
