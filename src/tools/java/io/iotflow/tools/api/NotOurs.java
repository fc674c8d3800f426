package io.iotflow.tools.api;

import java.io.IOException;

/** A device is there already, and it is not the tool's. */
public final class NotOurs extends IOException {

    private static final long serialVersionUID = 1;

    NotOurs(String message) {
        super(message);
    }
}
