package io.iotflow.platform.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Gives the modules their {@link Sql}: on the server's pool, in the server's transactions. */
@Dependent
class ServerSql {

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    @Produces
    @Singleton
    Sql sql(Transactions transactions) {
        return new Sql(dataSource, transactions);
    }
}
