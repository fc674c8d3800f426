package io.iotflow.quarantine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Keeps refusals, in the caller's transaction: a message is acknowledged only when its refusal is durable. */
@ApplicationScoped
public class Quarantine {

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    @Inject
    private MetricRegistry metrics;

    /** Keeps these refusals and counts them by reason. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void keep(List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            entities.persist(new QuarantinedMessage(refusal));
            metrics.counter(
                            "iotflow_quarantined",
                            new Tag("reason", refusal.reason().code()))
                    .inc();
        }
        entities.flush();
        entities.clear();
    }
}
