package io.iotflow.influx;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Identity of a series: measurement and tag set, ordered as InfluxDB orders its series. */
record SeriesKey(String measurement, SortedMap<String, String> tags) implements Comparable<SeriesKey> {
    SeriesKey {
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    @Override
    public int compareTo(SeriesKey other) {
        int order = measurement.compareTo(other.measurement);
        Iterator<Map.Entry<String, String>> mine = tags.entrySet().iterator();
        Iterator<Map.Entry<String, String>> theirs = other.tags.entrySet().iterator();
        while (order == 0 && mine.hasNext() && theirs.hasNext()) {
            Map.Entry<String, String> left = mine.next();
            Map.Entry<String, String> right = theirs.next();
            order = left.getKey().compareTo(right.getKey());
            order = order != 0 ? order : left.getValue().compareTo(right.getValue());
        }
        return order != 0 ? order : Integer.compare(tags.size(), other.tags.size());
    }
}
