package io.iotflow.stack;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** With the InfluxDB of {@code INFLUXDB_TEST_URL}, else the tests' own. */
public final class OnInfluxdb extends SharedApplication {

    @Deployment(testable = false)
    @TargetsContainer("influxdb")
    static WebArchive war() {
        return Deployments.war();
    }
}
