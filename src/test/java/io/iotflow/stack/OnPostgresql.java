package io.iotflow.stack;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Without InfluxDB: PostgreSQL answers all queries. */
public final class OnPostgresql extends SharedApplication {

    @Deployment(testable = false)
    @TargetsContainer("postgresql")
    static WebArchive war() {
        return Deployments.war();
    }
}
