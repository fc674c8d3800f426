package io.iotflow.platform.web;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPayara7;
import io.iotflow.stack.OtherServers;
import java.util.List;

/** The same on Payara 7. */
@OtherServers
@Deployed(OnPayara7.class)
class OpenApiOnPayara7IT extends OpenApiIT {

    /** Payara 7.2026.11 writes a member {@code all} of its own into many schemas. */
    @Override
    List<String> invalid() {
        return super.invalid().stream()
                .filter(it -> !it.endsWith(".all is unexpected"))
                .toList();
    }
}
