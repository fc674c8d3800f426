package io.iotflow.tools.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProfileTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-06-01T00:00:00Z");
    private static final int TEN_SECONDS = 10;
    private static final double METRES_PER_DEGREE = 111_320;

    @ParameterizedTest
    @EnumSource(Profile.class)
    void givesTheSameReadingsForTheSameSeed(Profile profile) {
        assertEquals(day(profile, 7), day(profile, 7));
        assertNotEquals(day(profile, 7), day(profile, 8));
    }

    @ParameterizedTest
    @EnumSource(Profile.class)
    void hasTheSameFieldsWithTheSameTypesAlways(Profile profile) {
        List<Map<String, Class<?>>> types =
                day(profile, 1).stream().map(ProfileTest::types).distinct().toList();

        assertEquals(1, types.size(), types.toString());
        assertTrue(types.get(0).size() >= 5, types.toString());
    }

    @Test
    void isWarmerInTheAfternoonAndDarkAtNight() {
        List<Map<String, Object>> day = day(Profile.environmental, 1);

        assertTrue(mean(day, "temperature", 14, 16) > mean(day, "temperature", 2, 4) + 3);
        assertTrue(mean(day, "humidity", 14, 16) < mean(day, "humidity", 2, 4));
        assertEquals(0, mean(day, "light", 22, 24));
        assertTrue(mean(day, "light", 12, 14) > 100);
    }

    @Test
    void countsEnergyThatAgreesWithThePower() {
        List<Map<String, Object>> day = day(Profile.energy, 1);
        double counted = number(day.get(day.size() - 1), "energy") - number(day.get(0), "energy");

        assertEquals(mean(day, "power", 0, 24) * 24 / 1000, counted, counted * 0.01);
        for (int i = 1; i < day.size(); i++) {
            assertTrue(number(day.get(i), "energy") >= number(day.get(i - 1), "energy"));
        }
    }

    @Test
    void drivesAsFarAsItsSpeedSaysAndNeverAway() {
        List<Map<String, Object>> day = day(Profile.gps, 1);
        double slope = Math.cos(Math.toRadians(52.52));
        for (int i = 1; i < day.size(); i++) {
            double north = number(day.get(i), "latitude") - number(day.get(i - 1), "latitude");
            double east = (number(day.get(i), "longitude") - number(day.get(i - 1), "longitude")) * slope;
            double metres = Math.hypot(north, east) * METRES_PER_DEGREE;
            assertEquals(number(day.get(i), "speed") / 3.6 * TEN_SECONDS, metres, 1, "reading " + i);
            double away = Math.hypot(
                    number(day.get(i), "latitude") - 52.52, (number(day.get(i), "longitude") - 13.405) * slope);
            assertTrue(away * METRES_PER_DEGREE < 21_000, away + "° away");
        }
    }

    @Test
    void seesPeopleByDayAndDoorsThatDoNotStayOpen() {
        List<Map<String, Object>> day = day(Profile.security, 1);

        assertTrue(count(day, "motion", true, 11, 15) > 3 * count(day, "motion", true, 0, 4));
        assertTrue(count(day, "door", "open", 0, 24) > 0);
        assertTrue(count(day, "door", "open", 0, 24) < day.size() / 4);
    }

    private static List<Map<String, Object>> day(Profile profile, long seed) {
        Model model = profile.model(new SplittableRandom(seed));
        List<Map<String, Object>> readings = new ArrayList<>();
        for (int second = 0; second <= 24 * 3600; second += TEN_SECONDS) {
            readings.add(model.read(MIDNIGHT.plusSeconds(second)));
        }
        return readings;
    }

    private static List<Map<String, Object>> hours(List<Map<String, Object>> day, int from, int to) {
        return day.subList(from * 360, to * 360);
    }

    private static double mean(List<Map<String, Object>> day, String field, int from, int to) {
        return hours(day, from, to).stream()
                .mapToDouble(it -> number(it, field))
                .average()
                .orElseThrow();
    }

    private static long count(List<Map<String, Object>> day, String field, Object value, int from, int to) {
        return hours(day, from, to).stream()
                .filter(it -> it.get(field).equals(value))
                .count();
    }

    private static double number(Map<String, Object> reading, String field) {
        return (Double) reading.get(field);
    }

    private static Map<String, Class<?>> types(Map<String, Object> reading) {
        Map<String, Class<?>> types = new LinkedHashMap<>();
        reading.forEach((name, value) -> types.put(name, value.getClass()));
        return types;
    }
}
