package io.iotflow.device;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the device id into a path that has the device's number, as paths of the Python prototype have, so that every operation
 * takes both. Who may not see the device is told nothing of it: for him a number stays what it was.
 */
@Provider
@PreMatching
@Priority(Priorities.HEADER_DECORATOR)
public class DeviceAddressFilter implements ContainerRequestFilter {

    private static final Pattern PATH = Pattern.compile("(.*/devices?/)((?:device_id=|id=)?[^/=]+)(/.*)?");

    private final DeviceRegistry devices;

    @Inject
    public DeviceAddressFilter(DeviceRegistry devices) {
        this.devices = devices;
    }

    @Override
    public void filter(ContainerRequestContext context) {
        Matcher path = PATH.matcher(context.getUriInfo().getRequestUri().getRawPath());
        if (path.matches() && new DeviceName(path.group(2)).isNumberOrPrefixed()) {
            named(path.group(2), context.getSecurityContext())
                    .map(it -> path.group(1) + it.deviceId() + (path.group(3) == null ? "" : path.group(3)))
                    .ifPresent(it -> context.setRequestUri(withPath(context.getUriInfo(), it)));
        }
    }

    private Optional<Device> named(String name, SecurityContext caller) {
        if (caller.isUserInRole("viewer")) {
            return new DeviceName(name).in(devices);
        }
        return Optional.ofNullable(caller.getUserPrincipal())
                .filter(it -> caller.isUserInRole("device"))
                .flatMap(it -> devices.find(it.getName()))
                .filter(it -> String.valueOf(it.rowId()).equals(name)
                        && devices.find(name).isEmpty());
    }

    private static URI withPath(UriInfo uri, String path) {
        return uri.getRequestUriBuilder().replacePath(path).build();
    }
}
