package io.iotflow.platform.web;

import jakarta.enterprise.inject.spi.CDI;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/**
 * Completes the OpenAPI document with what all operations have in common, so that a resource only says what is its own.
 * MicroProfile calls it once ({@code mp.openapi.filter}), when the document is first asked for.
 */
public class ApiDescription implements OASFilter {

    private static final Logger LOG = Logger.getLogger(ApiDescription.class.getName());

    @Override
    public void filterOpenAPI(OpenAPI api) {
        ResourceMethods methods = CDI.current().select(ResourceMethods.class).get();
        api.setServers(List.of(OASFactory.createServer().url("/").description("This server")));
        api.setTags(merged(api.getTags()));
        api.setSecurity(List.of()); // each operation says its own
        dropEndpoints(api);
        // What the server reads from Java's types has their names, and knows no times: examples say more.
        api.getComponents().setSchemas(new LinkedHashMap<>());
        OperationAccess.declare(api.getComponents());
        ProblemAnswers.declare(api.getComponents());
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().forEach((verb, operation) -> {
                    Optional<Method> method = methods.find(verb.name(), path);
                    operation.setOperationId(id(verb, path));
                    ParameterMeanings.apply(operation);
                    BodyExamples.apply(operation, method);
                    OperationAccess.apply(operation, method);
                    ProblemAnswers.apply(operation, path);
                }));
    }

    /** Such as {@code get_admin_devices_device_id}: one of its kind, where the names of Java's methods are not. */
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

    /** Each module's resources declare its tag anew; one of them has the description. */
    private static List<Tag> merged(List<Tag> tags) {
        Map<String, Tag> byName = new LinkedHashMap<>();
        BinaryOperator<Tag> described = (one, other) -> one.getDescription() == null ? other : one;
        tags.forEach(tag -> byName.merge(tag.getName(), tag, described));
        return List.copyOf(byName.values());
    }
}
