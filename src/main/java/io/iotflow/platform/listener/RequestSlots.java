package io.iotflow.platform.listener;

import java.util.HashMap;
import java.util.Map;

/** How many requests are being answered at once, of each caller and of all. */
final class RequestSlots {

    private final int max;
    private final int maxPerCaller;
    private final Map<String, Integer> byCaller = new HashMap<>();
    private int taken;

    RequestSlots(int max, int maxPerCaller) {
        this.max = max;
        this.maxPerCaller = maxPerCaller;
    }

    /** False, and nothing is taken, when this caller or all together have as many as they may. */
    synchronized boolean take(String caller) {
        int own = byCaller.getOrDefault(caller, 0);
        if (taken >= max || own >= maxPerCaller) {
            return false;
        }
        byCaller.put(caller, own + 1);
        taken++;
        return true;
    }

    synchronized void giveBack(String caller) {
        taken--;
        byCaller.computeIfPresent(caller, (it, own) -> own > 1 ? own - 1 : null);
    }
}
