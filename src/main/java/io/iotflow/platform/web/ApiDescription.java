package io.iotflow.platform.web;

import jakarta.enterprise.inject.spi.CDI;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Completes META-INF/openapi.yaml with what all operations have in common. The server merges no annotations into the file
 * ({@code mp.openapi.scan.disable}): Payara would replace what the file says of an operation by what it finds in the class.
 * MicroProfile calls this once ({@code mp.openapi.filter}), when the document is first requested.
 */
public class ApiDescription implements OASFilter {

    private static final Logger LOG = Logger.getLogger(ApiDescription.class.getName());

    @Override
    public void filterOpenAPI(OpenAPI api) {
        ResourceMethods methods = CDI.current().select(ResourceMethods.class).get();
        api.setServers(List.of(OASFactory.createServer().url("/").description("This server")));
        api.setSecurity(List.of()); // each operation says its own
        dropEndpoints(api);
        Map<String, Schema> written = api.getComponents().getSchemas();
        api.setComponents(OASFactory.createComponents());
        written.forEach((name, schema) -> {
            if (isType(name)) {
                api.getComponents().addSchema(name, schema);
            }
        });
        BodyExamples examples = new BodyExamples(new ExampleSchemas(written));
        OperationAccess.declare(api.getComponents());
        ProblemAnswers.declare(api.getComponents());
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((verb, operation) -> {
                    Optional<Method> method = methods.find(verb.name(), path);
                    operation.setOperationId(id(verb, path));
                    ParameterMeanings.apply(operation, path);
                    examples.apply(operation);
                    OperationAccess.apply(operation, method);
                    ProblemAnswers.apply(operation, path);
                }));
    }

    /** The other schemas of the file are of members, and stand where these are. */
    private static boolean isType(String name) {
        return Character.isUpperCase(name.charAt(0));
    }

    /** Such as {@code get_admin_devices_device_id}: one of its kind, which no name of a Java method is. */
    private static String id(PathItem.HttpMethod verb, String path) {
        String words = path.replace("/api/v1", "").replaceAll("[^a-z_]+", "_").replaceAll("_$", "");
        return verb.name().toLowerCase(Locale.ROOT) + words;
    }

    /** A member that Payara adds and OpenAPI does not know, so that validators refuse the document; its type is Payara's. */
    private static void dropEndpoints(OpenAPI api) {
        try {
            api.getClass().getMethod("setEndpoints", Map.class).invoke(api, Map.of());
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.FINE, "the OpenAPI document of this server has no endpoints", e);
        }
    }
}
