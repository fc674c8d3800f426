package io.iotflow.timeseries;

import io.iotflow.device.ChosenDevice;
import io.iotflow.device.TagRule;
import io.iotflow.platform.json.RequestBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What tells series apart beside measurement and field.
 *
 * @param facts of the registry: {@code device}, {@code group}, {@code device_type}, {@code location}
 * @param tags tags that the devices sent
 */
record GroupBy(List<String> facts, List<String> tags) {

    private static final List<String> FACTS = List.of("device", "group", "device_type", "location");
    static final String TAG = "tag:";

    private static final int MOST = 10;

    /** Reads the member {@code group_by}; what is wrong is a violation of the body. */
    static GroupBy read(RequestBody body) {
        if (!body.has("group_by")) {
            return new GroupBy(List.of("device"), List.of());
        }
        List<String> facts = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<String> names = body.texts("group_by", MOST);
        for (int i = 0; i < names.size(); i++) {
            String path = "group_by[" + i + "]";
            if (names.get(i).startsWith(TAG)) {
                String tag = names.get(i).substring(TAG.length());
                TagRule.violation(tag, TagRule.LONGEST_NAME).ifPresent(it -> body.violation(path, it));
                tags.add(tag);
            } else if (FACTS.contains(names.get(i))) {
                facts.add(names.get(i));
            } else {
                body.violation(path, "must be one of " + String.join(", ", FACTS) + ", or tag:<name>");
            }
        }
        return new GroupBy(facts, tags);
    }

    /**
     * The devices by what their series have in common.
     *
     * @param devices row ids; a device of several groups is there several times
     * @param ids their device ids
     * @param buckets the number of each one's bucket
     * @param labels what is said of each bucket, by its number
     */
    record Buckets(long[] devices, List<String> ids, int[] buckets, List<Map<String, String>> labels) {}

    /** The names of what is said of each series, in their order. */
    List<String> labels() {
        List<String> names = new ArrayList<>(
                labels(new ChosenDevice(0, "", "", "", "", List.of()), "").keySet());
        tags.forEach(it -> names.add(TAG + it));
        return names;
    }

    Buckets of(List<ChosenDevice> devices) {
        List<Long> rowIds = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        List<Integer> buckets = new ArrayList<>();
        Map<Map<String, String>, Integer> numbers = new LinkedHashMap<>();
        for (ChosenDevice device : devices) {
            List<String> groups = new ArrayList<>(facts.contains("group") ? device.groups() : List.of());
            if (groups.isEmpty()) {
                groups.add(null);
            }
            for (String group : groups) {
                rowIds.add(device.rowId());
                ids.add(device.deviceId());
                buckets.add(numbers.computeIfAbsent(labels(device, group), it -> numbers.size()));
            }
        }
        return new Buckets(
                rowIds.stream().mapToLong(Long::longValue).toArray(),
                List.copyOf(ids),
                buckets.stream().mapToInt(Integer::intValue).toArray(),
                List.copyOf(numbers.keySet()));
    }

    private Map<String, String> labels(ChosenDevice device, String group) {
        Map<String, String> labels = new LinkedHashMap<>();
        boolean each = facts.contains("device");
        if (each) {
            labels.put("device_id", device.deviceId());
            labels.put("device_name", device.name());
        }
        if (facts.contains("group")) {
            labels.put("group", group);
        }
        if (each || facts.contains("device_type")) {
            labels.put("device_type", device.type());
        }
        if (each || facts.contains("location")) {
            labels.put("location", device.location());
        }
        return labels;
    }
}
