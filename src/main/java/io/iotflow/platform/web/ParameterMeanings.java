package io.iotflow.platform.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Adds the parameters in the path that mean the same everywhere; what openapi.yaml leaves out of the others is a string. */
final class ParameterMeanings {

    private static final Pattern NAMES = Pattern.compile("\\{(\\w+)}");

    private static final Map<String, String> MEANINGS = Map.of(
            "device_id", "The device's id, as in its topics",
            "group_id", "The group's id, as in its commands' topic",
            "command_id", "The command's id, which its answer named when it was sent");

    private ParameterMeanings() {}

    static void apply(Operation operation, String path) {
        List<Parameter> own = operation.getParameters() == null ? List.of() : operation.getParameters();
        Set<String> described = own.stream().map(Parameter::getName).collect(Collectors.toSet());
        List<Parameter> all = new ArrayList<>();
        NAMES.matcher(path)
                .results()
                .map(it -> it.group(1))
                .filter(name -> !described.contains(name))
                .map(name -> OASFactory.createParameter()
                        .name(name)
                        .in(Parameter.In.PATH)
                        .description(MEANINGS.get(name)))
                .forEach(all::add);
        all.addAll(own);
        for (Parameter parameter : all) {
            if (parameter.getIn() == Parameter.In.PATH) {
                parameter.setRequired(true);
            }
            if (parameter.getSchema() == null) {
                parameter.setSchema(SchemaTypes.of(Schema.SchemaType.STRING));
            }
        }
        operation.setParameters(all);
    }
}
