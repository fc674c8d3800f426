package io.iotflow.notify;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** How many notices this node has sent and given up, and how many attempts failed, by the type of the channel. */
@Singleton
class NotifyMetrics {

    private static final String NAME = "iotflow_notifications";
    private static final String SENT = "sent";
    private static final String FAILED = "failed";
    private static final String EXPIRED = "expired";

    private final MetricRegistry metrics;

    @Inject
    NotifyMetrics(MetricRegistry metrics, ChannelKinds kinds) {
        this.metrics = metrics;
        for (String type : kinds.types()) { // from the first scrape on
            count(SENT, type, 0);
            count(FAILED, type, 0);
            count(EXPIRED, type, 0);
        }
    }

    void sent(String type, long notices) {
        count(SENT, type, notices);
    }

    /** An attempt to send a message. */
    void failed(String type) {
        count(FAILED, type, 1);
    }

    void expired(String type, long notices) {
        count(EXPIRED, type, notices);
    }

    private void count(String state, String type, long many) {
        metrics.counter(NAME, new Tag("state", state), new Tag("channel_type", type))
                .inc(many);
    }
}
