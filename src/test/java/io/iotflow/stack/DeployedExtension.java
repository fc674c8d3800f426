package io.iotflow.stack;

import java.lang.reflect.Field;
import java.net.URI;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;

/** Has the application of {@link Deployed} running before the tests, and tells them where it is. */
final class DeployedExtension implements BeforeAllCallback, AfterAllCallback, TestInstancePostProcessor {

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context.getRequiredTestClass());
    }

    @Override
    public void postProcessTestInstance(Object test, ExtensionContext context) throws IllegalAccessException {
        URI uri = running(test.getClass());
        for (Field field : AnnotationSupport.findAnnotatedFields(
                test.getClass(), ArquillianResource.class, it -> it.getType() == URI.class)) {
            field.setAccessible(true);
            field.set(test, uri);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        TestStack.useUsual();
    }

    private static URI running(Class<?> test) {
        Class<? extends SharedApplication> application = AnnotationSupport.findAnnotation(test, Deployed.class)
                .orElseThrow()
                .value();
        // Without a real InfluxDB both are the same.
        boolean isDouble = application == OnInfluxdb.class && System.getenv("INFLUXDB_TEST_URL") == null;
        return SharedDeployment.of(isDouble ? OnInfluxDouble.class : application);
    }
}
