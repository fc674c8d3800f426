package io.iotflow.device;

import io.iotflow.platform.listener.LargeBody;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;

/** Registers many devices from a CSV. */
@Path("/devices/register/csv")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class BulkRegistrationResource {

    private final BulkRegistration registration;

    @Inject
    BulkRegistrationResource(BulkRegistration registration) {
        this.registration = registration;
    }

    @POST
    @Consumes(MediaType.WILDCARD) // curl says that everything is a form
    @RolesAllowed({"admin", "provisioner"})
    @LargeBody
    public Answer register(@QueryParam("check") @DefaultValue("false") boolean check, InputStream body) {
        BulkReport report = new BulkReport();
        registration.register(DeviceLine.read(body, report), check, report);
        return report.answer(check);
    }

    /** A device that was registered from this line, with the key that is shown this once. */
    public record NewKey(long line, long id, String deviceId, String name, String apiKey) {}

    /** What is wrong with a line, counted from 1, the header; the message continues a sentence that begins with the column. */
    public record Wrong(long line, String column, String message) {}

    /**
     * What became of the lines.
     *
     * @param rows lines that were read, without the header
     * @param registered those of them that are registered, or with {@code check} would be
     * @param refused the others
     * @param devices what is registered
     * @param lines the first 1,000 things that are wrong
     */
    public record Answer(
            String status,
            boolean check,
            int rows,
            int registered,
            int refused,
            List<NewKey> devices,
            List<Wrong> lines) {}
}
