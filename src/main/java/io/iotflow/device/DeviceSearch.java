package io.iotflow.device;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Finds devices by what an operator knows of them. */
@ApplicationScoped
@Transactional
class DeviceSearch {

    private static final int LONGEST = 200;

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** What is looked for; null where it does not matter. */
    record Wanted(String status, String type, String text) {

        static Wanted of(String status, String type, String text) {
            if (present(status) != null
                    && !List.of("active", "inactive", "maintenance").contains(status)) {
                throw Problem.invalid("status", "must be active, inactive or maintenance");
            }
            return new Wanted(present(status), checked("type", type), checked("search", text));
        }

        private static String checked(String name, String text) {
            if (text != null && (text.length() > LONGEST || text.indexOf('\0') >= 0)) {
                throw Problem.invalid(name, "must be at most " + LONGEST + " characters and without NUL");
            }
            return present(text);
        }

        private static String present(String text) {
            return text == null || text.isBlank() ? null : text;
        }

        /** Parameters by name; each has its condition. */
        private Map<String, String> parameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            if (status != null) {
                parameters.put("status", status);
            }
            if (type != null) {
                parameters.put("type", type);
            }
            if (text != null) {
                String literal = text.toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1");
                parameters.put("text", "%" + literal + "%");
            }
            return parameters;
        }
    }

    private static final Map<String, String> CONDITIONS = Map.of(
            "status", "status = :status",
            "type", "deviceType = :type",
            "text", "search like :text escape '!'");

    record Found(List<DeviceRecord> devices, long total) {}

    Found find(Wanted wanted, Page page) {
        Map<String, String> parameters = wanted.parameters();
        String where = parameters.isEmpty()
                ? ""
                : parameters.keySet().stream().map(CONDITIONS::get).collect(Collectors.joining(" and ", " where ", ""));
        TypedQuery<Long> count = entities.createQuery("select count(*) from Device" + where, Long.class);
        TypedQuery<DeviceRecord> rows =
                entities.createQuery("from Device" + where + " order by rowId desc", DeviceRecord.class);
        parameters.forEach((name, value) -> {
            count.setParameter(name, value);
            rows.setParameter(name, value);
        });
        List<DeviceRecord> found =
                rows.setFirstResult(page.offset()).setMaxResults(page.size()).getResultList();
        return new Found(found, count.getSingleResult());
    }
}
