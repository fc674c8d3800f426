package io.iotflow.mqttapi;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceAccess;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.DeviceTopics;
import io.iotflow.device.Fleets;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.ratelimit.LimitType;
import io.iotflow.platform.ratelimit.RateLimited;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What topics there are, and whether a text is one. */
@Path("/mqtt/topics")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class TopicResource {

    private static final String DEVICE = "{device_id}";
    private static final String GROUP = "{group_id}";

    private final DeviceRegistry devices;
    private final Fleets fleets;

    @Inject
    public TopicResource(DeviceRegistry devices, Fleets fleets) {
        this.devices = devices;
        this.fleets = fleets;
    }

    @GET
    @Path("/device/{device_id}")
    @RolesAllowed({"device", "viewer"})
    @RateLimited(LimitType.QUERIES)
    public DeviceTopicsAnswer ofDevice(@Context SecurityContext caller, @PathParam("device_id") String deviceId) {
        DeviceAccess.requireRead(caller, deviceId);
        Device device = devices.get(deviceId);
        Stream<TopicStructure> own =
                TopicStructure.ALL.stream().filter(it -> it.isOf(DEVICE)).map(it -> it.of(DEVICE, deviceId));
        Stream<TopicStructure> ofGroups = fleets.groupsOf(device.rowId()).stream()
                .flatMap(group ->
                        TopicStructure.ALL.stream().filter(it -> it.isOf(GROUP)).map(it -> it.of(GROUP, group)));
        List<TopicStructure> all = Stream.concat(own, ofGroups).toList();
        Map<String, List<TopicAnswer>> byKind = all.stream()
                .collect(Collectors.groupingBy(
                        it -> it.kind().name().toLowerCase(Locale.ROOT),
                        TreeMap::new,
                        Collectors.mapping(TopicAnswer::of, Collectors.toList())));
        return new DeviceTopicsAnswer("success", deviceId, byKind, all.size());
    }

    @GET
    @Path("/structure")
    @RolesAllowed("viewer")
    public StructureAnswer structure() {
        Map<String, KindAnswer> kinds = new TreeMap<>();
        TopicStructure.ALL.forEach(it -> kinds.put(it.name(), KindAnswer.of(it)));
        return new StructureAnswer(
                "success", DeviceTopics.BASE, new TreeMap<>(TopicStructure.WILDCARDS), kinds, kinds.size());
    }

    @POST
    @Path("/validate")
    @RolesAllowed("viewer")
    public ValidationAnswer validate(byte[] json) {
        RequestBody body = RequestBody.of(json);
        String topic = body.exact("topic");
        body.check();
        List<String> violations =
                TopicRule.violations(topic).stream().map(it -> "Topic " + it).toList();
        boolean valid = violations.isEmpty();
        return new ValidationAnswer("success", topic, valid, valid ? ParsedTopic.of(topic) : null, violations);
    }

    /** A device's topics. */
    public record DeviceTopicsAnswer(
            String status, String deviceId, Map<String, List<TopicAnswer>> topics, int totalTopics) {}

    /** One topic. */
    public record TopicAnswer(String name, String path, int qos, boolean retain, String description) {

        static TopicAnswer of(TopicStructure it) {
            return new TopicAnswer(it.name(), it.template(), it.qos(), it.retain(), it.description());
        }
    }

    /** All kinds of topics. */
    public record StructureAnswer(
            String status,
            String baseTopic,
            Map<String, String> wildcardPatterns,
            Map<String, KindAnswer> topicStructures,
            int totalStructures) {}

    /** One kind of topic. */
    public record KindAnswer(
            String basePath, String topicType, int qos, boolean retain, String description, String fullTopicExample) {

        static KindAnswer of(TopicStructure it) {
            return new KindAnswer(
                    it.path(),
                    it.kind().name().toLowerCase(Locale.ROOT),
                    it.qos(),
                    it.retain(),
                    it.description(),
                    it.template());
        }
    }

    /** Whether a text is a topic. */
    public record ValidationAnswer(
            String status, String topic, boolean isValid, ParsedTopic parsed, List<String> validationErrors) {}
}
