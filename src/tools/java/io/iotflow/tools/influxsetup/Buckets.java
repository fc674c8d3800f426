package io.iotflow.tools.influxsetup;

import com.influxdb.client.BucketsQuery;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.BucketRetentionRules;
import com.influxdb.client.domain.PostBucketRequest;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.exceptions.NotFoundException;
import java.util.List;
import java.util.Optional;

/** Finds or makes the buckets of an organisation, and keeps their retention in step. */
final class Buckets {

    private final InfluxDBClient admin;
    private final String orgId;
    private final Report report;

    Buckets(InfluxDBClient admin, String orgId, Report report) {
        this.admin = admin;
        this.orgId = orgId;
        this.report = report;
    }

    /**
     * @param retention empty: a new bucket keeps for ever, and one that is there stays as it is
     * @return the bucket as it is now
     */
    Bucket require(String name, Optional<Retention> retention) {
        try {
            Optional<Bucket> found = find(name);
            if (found.isEmpty()) {
                return make(name, retention.orElse(Retention.FOREVER));
            }
            long kept = seconds(found.get());
            if (retention.isPresent() && retention.get().seconds() != kept) {
                return keep(found.get(), retention.get());
            }
            report.found("bucket " + name + ", keeps " + Retention.describe(kept)
                    + (retention.isEmpty() ? " (no retention given: left as it is)" : ""));
            return found.get();
        } catch (InfluxException e) {
            throw Refusal.of(e, "finding, making or changing the bucket " + name);
        }
    }

    private Optional<Bucket> find(String name) {
        BucketsQuery byName = new BucketsQuery();
        byName.setOrgID(orgId);
        byName.setName(name);
        try {
            return admin.getBucketsApi().findBuckets(byName).stream().findFirst();
        } catch (NotFoundException none) {
            return Optional.empty();
        }
    }

    private Bucket make(String name, Retention retention) {
        Bucket made = admin.getBucketsApi()
                .createBucket(new PostBucketRequest().orgID(orgId).name(name).retentionRules(rules(retention)));
        report.changed("bucket " + name + " made, keeps " + retention);
        return made;
    }

    private Bucket keep(Bucket bucket, Retention retention) {
        String before = Retention.describe(seconds(bucket));
        bucket.getRetentionRules().clear();
        bucket.getRetentionRules().addAll(rules(retention));
        Bucket kept = admin.getBucketsApi().updateBucket(bucket);
        report.changed("bucket " + bucket.getName() + " keeps " + retention + " now, not " + before);
        return kept;
    }

    /** InfluxDB chooses the shards' length that suits, when it is told none (0). */
    private static List<BucketRetentionRules> rules(Retention retention) {
        BucketRetentionRules rule = new BucketRetentionRules();
        rule.setEverySeconds((int) retention.seconds());
        rule.setShardGroupDurationSeconds(0L);
        return List.of(rule);
    }

    static long seconds(Bucket bucket) {
        return bucket.getRetentionRules().stream()
                .mapToLong(BucketRetentionRules::getEverySeconds)
                .findFirst()
                .orElse(0);
    }
}
