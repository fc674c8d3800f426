package io.iotflow.tools.simulator;

import java.util.List;
import java.util.Map;

/**
 * What a fleet is. The same plan gives the same devices with the same readings, but for the time of day that they follow.
 *
 * @param devices how many, of the profiles in turn
 * @param rate messages a second of all together; 0 = each profile at its own interval
 * @param seed from which every device's chance is made
 * @param prefix with which their ids begin
 * @param faults the share of devices, 0 to 1, that has a fault from the start
 */
public record FleetPlan(
        int devices, List<Profile> profiles, double rate, long seed, String prefix, Map<Fault, Double> faults) {

    public FleetPlan {
        profiles = List.copyOf(profiles);
        faults = Map.copyOf(faults);
        if (devices < 1 || profiles.isEmpty() || rate < 0) {
            throw new IllegalArgumentException("a fleet needs a device, a profile, and a rate that is not negative");
        }
    }

    /** Devices of all profiles, none with a fault, each with a reading every so many seconds. */
    public static FleetPlan of(int devices, double seconds, String prefix) {
        return new FleetPlan(devices, List.of(Profile.values()), devices / seconds, 1, prefix, Map.of());
    }

    Profile profile(int device) {
        return profiles.get(device % profiles.size());
    }

    /** Such as {@code sim-gps-4}: beginning with 1, in the order of the fleet. */
    public String deviceId(int device) {
        return prefix + "-" + profile(device) + "-" + (device + 1);
    }

    /** What a device measures. */
    public String measurement(int device) {
        return profile(device).measurement;
    }

    /** Where a device's chance begins: far from its neighbours', whatever the seeds are. */
    long seed(int device) {
        return seed * 0x9E3779B97F4A7C15L + device * 0xD1B54A32D192ED03L;
    }
}
