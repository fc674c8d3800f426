package io.iotflow.tools.influxsetup;

import com.influxdb.client.BucketsQuery;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.OrganizationsQuery;
import com.influxdb.client.domain.Organization;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.exceptions.NotFoundException;
import java.util.List;
import java.util.Optional;

/** Finds or makes the organisation. */
final class Organizations {

    private final InfluxDBClient admin;
    private final Report report;

    Organizations(InfluxDBClient admin, Report report) {
        this.admin = admin;
        this.report = report;
    }

    /**
     * @param bucket of this name in another organisation tells that the organisation's name is mistaken
     * @return the organisation's id
     */
    String require(String name, String bucket) {
        try {
            Optional<Organization> found = find(name);
            if (found.isPresent()) {
                report.found("organisation " + name);
                return found.get().getId();
            }
            refuseWhenElsewhere(name, bucket);
            Organization made = admin.getOrganizationsApi().createOrganization(name);
            report.changed("organisation " + name + " made");
            return made.getId();
        } catch (InfluxException e) {
            throw explained(e, name);
        }
    }

    private Optional<Organization> find(String name) {
        OrganizationsQuery byName = new OrganizationsQuery();
        byName.setOrg(name);
        try {
            return admin.getOrganizationsApi().findOrganizations(byName).stream()
                    .filter(it -> it.getName().equals(name))
                    .findFirst();
        } catch (NotFoundException none) {
            return Optional.empty();
        }
    }

    private void refuseWhenElsewhere(String name, String bucket) {
        BucketsQuery byName = new BucketsQuery();
        byName.setName(bucket);
        List<String> owners = admin.getBucketsApi().findBuckets(byName).stream()
                .filter(it -> it.getName().equals(bucket))
                .map(it -> nameOf(it.getOrgID()))
                .distinct()
                .toList();
        if (!owners.isEmpty()) {
            throw new SetUpException("There is no organisation " + name + ", and the bucket " + bucket
                    + " belongs to another: " + String.join(", ", owners)
                    + ". Give that one with --org or INFLUXDB_ORG, or another bucket.");
        }
    }

    private String nameOf(String id) {
        return admin.getOrganizationsApi().findOrganizationByID(id).getName();
    }

    private SetUpException explained(InfluxException refusal, String name) {
        if (!Refusal.isMissingRight(refusal)) {
            return Refusal.of(refusal, "finding or making the organisation " + name);
        }
        List<String> visible = admin.getOrganizationsApi().findOrganizations().stream()
                .map(Organization::getName)
                .toList();
        return new SetUpException(
                "There is no organisation " + name + " that the admin token may use, and it may make none."
                        + (visible.isEmpty() ? "" : " It may use: " + String.join(", ", visible) + ".")
                        + " Correct --org or INFLUXDB_ORG, or give an operator token.",
                refusal);
    }
}
