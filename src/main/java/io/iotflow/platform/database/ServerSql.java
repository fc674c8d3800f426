package io.iotflow.platform.database;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceUnit;
import javax.sql.DataSource;
import org.hibernate.engine.jdbc.connections.spi.ConnectionProvider;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/**
 * Gives the modules their {@link Sql}: on the server's pool, in the server's transactions. The data source is the one that
 * JPA has: its connections join the thread's transaction everywhere. Payara lets those of an injected data source do so
 * only where the component that calls was told of the transaction, and a background task's thread is not told.
 */
@Dependent
class ServerSql {

    @PersistenceUnit(unitName = "iotflow")
    private EntityManagerFactory entities;

    @Produces
    @Singleton
    Sql sql(Transactions transactions) {
        return new Sql(dataSource(), transactions);
    }

    private DataSource dataSource() {
        return entities.unwrap(SessionFactoryImplementor.class)
                .getServiceRegistry()
                .requireService(ConnectionProvider.class)
                .unwrap(DataSource.class);
    }
}
