package io.iotflow.platform.web;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Who may call an operation, as its method's {@code @RolesAllowed} or {@code @PermitAll} rules. */
final class OperationAccess {

    static final String DEVICE = "device_key";
    static final String OPERATOR = "operator_key";

    private static final List<String> OPERATORS = List.of("viewer", "admin", "broker");

    private OperationAccess() {}

    static void declare(Components components) {
        components.addSecurityScheme(DEVICE, scheme("A device's own key, from its registration."));
        components.addSecurityScheme(
                OPERATOR, scheme("An operator's key; role viewer: read only, role admin: everything."));
    }

    private static SecurityScheme scheme(String description) {
        return OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.APIKEY)
                .in(SecurityScheme.In.HEADER)
                .name("X-API-Key")
                .description(description);
    }

    /** Leaves alone what an operation declares itself. */
    static void apply(Operation operation, Optional<Method> method) {
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            return;
        }
        List<String> roles = method.map(it -> it.getAnnotation(RolesAllowed.class))
                .map(it -> List.of(it.value()))
                .orElse(List.of());
        List<SecurityRequirement> keys = new ArrayList<>();
        if (roles.contains("device")) {
            keys.add(OASFactory.createSecurityRequirement().addScheme(DEVICE));
        }
        if (OPERATORS.stream().anyMatch(roles::contains)) {
            keys.add(OASFactory.createSecurityRequirement().addScheme(OPERATOR));
        }
        boolean open =
                method.filter(it -> it.isAnnotationPresent(PermitAll.class)).isPresent();
        if (open) {
            keys.add(OASFactory.createSecurityRequirement()); // the empty one: none is needed
        }
        operation.setSecurity(keys);
        if (method.isPresent()) {
            describe(operation, open ? "Needs no key." : words(roles));
        }
    }

    private static String words(List<String> roles) {
        boolean operator = OPERATORS.stream().anyMatch(roles::contains);
        String min = roles.contains("viewer")
                ? "an operator's key"
                : "an operator's key with the role " + (roles.contains("broker") ? "broker" : "admin");
        if (roles.contains("device")) {
            return "Needs the device's key" + (operator ? ", or " + min + "." : ".");
        }
        return "Needs " + min + ".";
    }

    private static void describe(Operation operation, String key) {
        String own = operation.getDescription();
        operation.setDescription(own == null || own.isBlank() ? key : own + "\n\n" + key);
    }
}
