package io.iotflow.platform.web;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/**
 * Schemas of one JSON type. A schema has one in MicroProfile OpenAPI 3 (Payara 6) and any number in 4 (Payara 7), which took
 * the methods of the former away: whichever the server has is called.
 */
final class SchemaTypes {

    private static final Method TYPE = method("addType", Schema.SchemaType.class)
            .or(() -> method("type", Schema.SchemaType.class))
            .orElseThrow();

    private static final Method GET_TYPE = method("getType").orElseThrow();

    private static final Optional<Method> NULLABLE = method("nullable", Boolean.class);

    private SchemaTypes() {}

    static Schema of(Schema.SchemaType type) {
        return call(TYPE, type);
    }

    /** Of a value that is null where it is shown: it may be anything, which OpenAPI 3.1 says by saying nothing. */
    static Schema ofNull() {
        return NULLABLE.map(it -> call(it, true)).orElseGet(OASFactory::createSchema);
    }

    /** Whether it does not say what type it is of. */
    static boolean isOpen(Schema schema) {
        return invoke(GET_TYPE, schema) == null;
    }

    private static Schema call(Method method, Object argument) {
        Schema schema = OASFactory.createSchema();
        invoke(method, schema, argument);
        return schema;
    }

    private static Object invoke(Method method, Schema schema, Object... arguments) {
        try {
            return method.invoke(schema, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Method> method(String name, Class<?>... parameters) {
        return Arrays.stream(Schema.class.getMethods())
                .filter(it -> it.getName().equals(name))
                .filter(it -> Arrays.equals(it.getParameterTypes(), parameters))
                .findFirst();
    }
}
