package io.iotflow;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The HTTP interface; its resources live in the modules. */
@ApplicationPath("/api/v1")
public class Api extends Application {}
