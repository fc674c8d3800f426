package io.iotflow;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;

/** The HTTP interface; its resources live in the modules. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
        info =
                @Info(
                        title = "IoTFlow Connectivity Layer",
                        version = "1",
                        description =
                                "Registers devices, takes their telemetry and answers queries about it. Every failure is"
                                        + " an RFC 9457 problem; every answer has an X-Request-Id."))
public class Api extends Application {}
