package io.iotflow;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeIn;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;

/** The HTTP interface; its resources live in the rooms. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
        info = @Info(title = "IoTFlow Connectivity Layer", version = "1"),
        security = @SecurityRequirement(name = "key"))
@SecurityScheme(
        securitySchemeName = "key",
        type = SecuritySchemeType.APIKEY,
        in = SecuritySchemeIn.HEADER,
        apiKeyName = "X-API-Key",
        description = "A device's key, or an operator's")
public class Api extends Application {}
