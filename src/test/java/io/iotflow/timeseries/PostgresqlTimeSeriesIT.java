package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Deployments;
import jakarta.json.JsonObject;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queries about time, answered by Postgresql. */
@ExtendWith(ArquillianExtension.class)
class PostgresqlTimeSeriesIT extends TimeSeriesContract {

    @Deployment(testable = false)
    @TargetsContainer("postgresql")
    static WebArchive war() {
        return Deployments.war();
    }

    @Test
    void saysWhichStoreAnswers() {
        JsonObject health = admin().withKey(null).get("/api/v1/influxdb/health").json();

        assertEquals("postgresql", health.getString("store"));
    }
}
