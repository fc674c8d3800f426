package io.iotflow.stack;

import java.net.URI;
import org.jboss.arquillian.test.api.ArquillianResource;

/**
 * An application that is deployed once for all test classes that name it in {@link Deployed}. A subclass has Arquillian's
 * {@code @Deployment} method, which says what is deployed and on which container of arquillian.xml.
 */
public abstract class SharedApplication {

    @ArquillianResource
    private URI uri;

    final URI uri() {
        return uri;
    }
}
