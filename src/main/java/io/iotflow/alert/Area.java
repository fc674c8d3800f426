package io.iotflow.alert;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonValue;
import java.util.List;

/**
 * A position inside or outside of an area: a circle where there is a radius, else a polygon.
 *
 * @param points the circle's centre, or the polygon's corners, 3 or more
 * @param radius metres; 0 for a polygon
 * @param margin metres by which it must come back; of a circle alone
 */
record Area(
        boolean inside, String latitudeField, String longitudeField, List<Point> points, double radius, double margin)
        implements Condition {

    private static final double EARTH = 6_371_008.8; // mean radius in metres (IUGG)

    /** A place in degrees. */
    record Point(double latitude, double longitude) {}

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) throws NotJudged {
        JsonValue latitude = reading.value(latitudeField);
        JsonValue longitude = reading.value(longitudeField);
        if (latitude == null || longitude == null) {
            return Finding.NOTHING;
        }
        Point at = new Point(
                Values.number(latitude, "field " + latitudeField), Values.number(longitude, "field " + longitudeField));
        if (Math.abs(at.latitude()) > 90 || Math.abs(at.longitude()) > 180) {
            throw new NotJudged("is no position: " + text(at));
        }
        JsonValue shown = Json.createValue(text(at));
        if (radius == 0) {
            return Finding.of(isInPolygon(at) == inside, shown, "the polygon");
        }
        double distance = distance(points.get(0), at);
        Limits limits = inside ? Limits.below(radius, margin) : Limits.above(radius, margin);
        return new Finding(limits.judge(distance, isMet).outcome(), shown, Values.shown(radius) + " m");
    }

    private static String text(Point at) {
        return Values.shown(at.latitude()) + "," + Values.shown(at.longitude());
    }

    /** Of a great circle, by the haversine formula. */
    static double distance(Point one, Point other) {
        double north = Math.toRadians(other.latitude() - one.latitude());
        double east = Math.toRadians(other.longitude() - one.longitude());
        double half = Math.pow(Math.sin(north / 2), 2)
                + Math.cos(Math.toRadians(one.latitude()))
                        * Math.cos(Math.toRadians(other.latitude()))
                        * Math.pow(Math.sin(east / 2), 2);
        return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
    }

    /** By the even-odd rule, on the plane of degrees: for areas that do not cross the date line. */
    private boolean isInPolygon(Point at) {
        boolean isIn = false;
        for (int i = 0, j = points.size() - 1; i < points.size(); j = i++) {
            Point a = points.get(i);
            Point b = points.get(j);
            boolean crosses = a.latitude() > at.latitude() != b.latitude() > at.latitude();
            if (crosses
                    && at.longitude()
                            < (b.longitude() - a.longitude())
                                            * (at.latitude() - a.latitude())
                                            / (b.latitude() - a.latitude())
                                    + a.longitude()) {
                isIn = !isIn;
            }
        }
        return isIn;
    }
}
