package io.iotflow.platform.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes and reads the records of changes. */
@ApplicationScoped
@Transactional
public class AuditLog {

    private static final int LONGEST_TARGET = 200;

    private static final Map<String, String> CONDITIONS = Map.of(
            "before", "id < :before",
            "actor", "actor = :actor",
            "action", "action = :action",
            "target", "target = :target");

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private Actor actor;

    /**
     * Records a change in the caller's transaction.
     *
     * @param action the module and what it did, such as {@code device.update}
     * @param target which thing, such as a device id
     * @param detail what changed; never a secret
     */
    public void record(String action, String target, JsonObject detail) {
        AuditRecord row = byWhom();
        row.action = action;
        row.target =
                target.substring(0, Math.min(LONGEST_TARGET, target.length())).replace('\0', '\uFFFD');
        row.detail = detail.toString();
        entities.persist(row);
    }

    /** What is looked for; null or empty where it does not matter. */
    record Wanted(String actor, String action, String target, long before) {}

    List<AuditRecord> find(Wanted wanted, int max) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("before", wanted.before());
        put(parameters, "actor", wanted.actor());
        put(parameters, "action", wanted.action());
        put(parameters, "target", wanted.target());
        String where = parameters.keySet().stream().map(CONDITIONS::get).collect(Collectors.joining(" and "));
        TypedQuery<AuditRecord> query =
                entities.createQuery("from AuditRecord where " + where + " order by id desc", AuditRecord.class);
        parameters.forEach(query::setParameter);
        return query.setMaxResults(max).getResultList();
    }

    private static void put(Map<String, Object> parameters, String name, String value) {
        if (value != null && !value.isEmpty()) {
            parameters.put(name, value.replace('\0', '\uFFFD'));
        }
    }

    private AuditRecord byWhom() {
        try {
            return new AuditRecord(actor.name(), actor.role(), actor.address(), actor.requestId());
        } catch (ContextNotActiveException e) { // a task of our own
            return new AuditRecord("system", "system", null, null);
        }
    }
}
