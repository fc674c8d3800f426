package io.iotflow.stream;

import io.iotflow.device.CallingDevice;
import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.TagRule;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import io.iotflow.platform.web.CallerCheck;
import io.iotflow.platform.web.PageParameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the log commits, as it comes (WHATWG HTML, server-sent events). */
@Path("/stream")
@Singleton
public class StreamResource {

    static final String EVENTS = "text/event-stream";

    private static final int MAX_NAMES = 1_000;

    private final Broadcaster broadcaster;
    private final DeviceRegistry registry;
    private final GroupMembers groups;

    @Inject
    StreamResource(Broadcaster broadcaster, DeviceRegistry registry, GroupMembers groups) {
        this.broadcaster = broadcaster;
        this.registry = registry;
        this.groups = groups;
    }

    @GET
    @Produces(EVENTS)
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public void listen(
            @Context SecurityContext caller,
            @Context HttpServletRequest request,
            @Suspended AsyncResponse suspended,
            @HeaderParam("Last-Event-ID") String lastHeard,
            @QueryParam("last_event_id") String lastEventId,
            @QueryParam("device") List<String> devices,
            @QueryParam("group") String group,
            @QueryParam("measurement") List<String> measurements,
            @QueryParam("events") List<String> events)
            throws IOException {
        Optional<Device> device = CallingDevice.of(request);
        EventFilter filter = new EventFilter(
                types(events, device.isPresent()),
                devices(device, names("device", devices), group),
                Set.copyOf(measurements(names("measurement", measurements))));
        long position = lastHeard == null || lastHeard.isEmpty()
                ? position("last_event_id", lastEventId)
                : position("Last-Event-ID", lastHeard);
        ServletChannel channel = ServletChannel.of(request.getAsyncContext());
        Listener listener =
                new Listener(caller.getUserPrincipal().getName(), filter, position, CallerCheck.of(request), channel);
        broadcaster.add(listener);
        channel.open(listener);
    }

    private static long position(String name, String text) {
        return text == null || text.isEmpty()
                ? -1
                : PageParameters.read(text, 0, Long.MAX_VALUE)
                        .orElseThrow(() -> Problem.invalid(name, "must be the id of an event"));
    }

    /** Alerts are for operators. */
    private static Set<LogEvent.Type> types(List<String> events, boolean isDevice) {
        Set<String> known =
                Arrays.stream(LogEvent.Type.values()).map(LogEvent.Type::code).collect(Collectors.toSet());
        if (!known.containsAll(events)) {
            throw Problem.invalid("events", "must be reading, presence, command or alert");
        }
        if (isDevice && events.contains(LogEvent.Type.ALERT.code())) {
            throw Problem.forbidden("A device hears of no alerts.");
        }
        Set<LogEvent.Type> types = EnumSet.allOf(LogEvent.Type.class);
        if (isDevice) {
            types.remove(LogEvent.Type.ALERT);
        }
        types.removeIf(it -> !events.isEmpty() && !events.contains(it.code()));
        return types;
    }

    private static List<String> names(String name, List<String> names) {
        if (names.size() > MAX_NAMES) {
            throw Problem.invalid(name, "must be given at most " + MAX_NAMES + " times");
        }
        return names;
    }

    private static List<String> measurements(List<String> names) {
        names.stream()
                .flatMap(it -> TagRule.violation(it, TagRule.LONGEST_NAME).stream())
                .findFirst()
                .ifPresent(violation -> {
                    throw Problem.invalid("measurement", violation);
                });
        return names;
    }

    /** A device hears itself alone. */
    private Optional<Supplier<Set<Long>>> devices(Optional<Device> caller, List<String> named, String group) {
        Set<Long> chosen =
                named.stream().map(registry::named).map(Device::rowId).collect(Collectors.toSet());
        if (caller.isPresent()) {
            Set<Long> own = Set.of(caller.get().rowId());
            if (!own.containsAll(chosen) || group != null) {
                throw Problem.forbidden("A device may listen to itself alone.");
            }
            return Optional.of(() -> own);
        }
        if (group == null || group.isEmpty()) {
            return named.isEmpty() ? Optional.empty() : Optional.of(() -> chosen);
        }
        groups.require(group);
        return Optional.of(named.isEmpty() ? () -> groups.of(group) : () -> both(groups.of(group), chosen));
    }

    private static Set<Long> both(Set<Long> one, Set<Long> other) {
        Set<Long> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }
}
