package io.iotflow.stack;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** With the tests' own InfluxDB, which can be told to fail. */
public final class OnInfluxDouble extends SharedApplication {

    @Deployment(testable = false)
    @TargetsContainer("double")
    static WebArchive war() {
        return Deployments.war();
    }
}
