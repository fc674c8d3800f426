package io.iotflow.platform.web;

import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Completes parameters: what means the same in every path is described here, the others a resource describes itself. */
final class ParameterMeanings {

    private static final Map<String, String> MEANINGS = Map.of(
            "device_id", "The device's id, as in its topics",
            "group_id", "The group's id, as in its commands' topic",
            "command_id", "The command's id, which its answer named when it was sent");

    private ParameterMeanings() {}

    static void apply(Operation operation) {
        if (operation.getParameters() == null) {
            return;
        }
        for (Parameter parameter : operation.getParameters()) {
            if (parameter.getIn() == Parameter.In.PATH) {
                parameter.setRequired(true); // the server forgets it where a resource describes the parameter
                if (parameter.getDescription() == null) {
                    parameter.setDescription(MEANINGS.get(parameter.getName()));
                }
            }
            if (parameter.getSchema() == null) { // declared on the method, where no Java type says it
                parameter.setSchema(OASFactory.createSchema().type(Schema.SchemaType.STRING));
            }
            Schema schema = parameter.getSchema();
            if (schema.getType() == Schema.SchemaType.BOOLEAN && schema.getDefaultValue() instanceof String text) {
                schema.setDefaultValue(Boolean.valueOf(text));
            }
        }
    }
}
