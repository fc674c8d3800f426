package io.iotflow.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the application's role may do where the schema is another role's: read and write rows, and call the functions that
 * change tables for it. Granted at the end of each update of the schema, so that new tables have it too.
 */
public final class ApplicationRights {

    /** Only what is missing: what is granted again and again would meet tables that another node drops. */
    private static final String MISSING = """
            WITH role AS (SELECT ?::text AS name, oid AS schema, nspname FROM pg_namespace WHERE nspname = current_schema()),
            relation AS (
                SELECT role.name, pg_class.oid, relkind, pg_class.oid::regclass AS relation
                FROM role JOIN pg_class ON relnamespace = schema
                WHERE pg_has_role(relowner, 'USAGE') AND relname NOT LIKE 'databasechangelog%')
            SELECT format('GRANT USAGE ON SCHEMA %I TO %I', nspname, name)
            FROM role WHERE NOT has_schema_privilege(name, schema, 'USAGE')
            UNION ALL
            SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', relation, name)
            FROM relation WHERE relkind IN ('r', 'p')
              AND NOT (has_table_privilege(name, oid, 'SELECT') AND has_table_privilege(name, oid, 'INSERT')
                  AND has_table_privilege(name, oid, 'UPDATE') AND has_table_privilege(name, oid, 'DELETE'))
            UNION ALL
            SELECT format('GRANT SELECT ON %s TO %I', relation, name)
            FROM relation WHERE relkind = 'v' AND NOT has_table_privilege(name, oid, 'SELECT')
            UNION ALL
            SELECT format('GRANT SELECT, USAGE, UPDATE ON SEQUENCE %s TO %I', relation, name)
            FROM relation WHERE relkind = 'S'
              AND NOT (has_sequence_privilege(name, oid, 'USAGE') AND has_sequence_privilege(name, oid, 'UPDATE'))
            UNION ALL
            SELECT format('GRANT EXECUTE ON FUNCTION %s TO %I', pg_proc.oid::regprocedure, name)
            FROM role JOIN pg_proc ON pronamespace = schema
            WHERE pg_has_role(proowner, 'USAGE') AND NOT has_function_privilege(name, pg_proc.oid, 'EXECUTE')
            UNION ALL
            SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I',
                nspname, name)
            FROM role""";

    private ApplicationRights() {}

    /** Grants the role what it lacks; nothing where it is the connection's own, or the driver's choice (null). */
    public static void grant(Connection owner, String role) throws SQLException {
        if (role == null || role.equals(owner.getMetaData().getUserName())) {
            return;
        }
        owner.setAutoCommit(true);
        for (String grant : missing(owner, role)) {
            try (Statement statement = owner.createStatement()) {
                statement.execute(grant);
            }
        }
    }

    private static List<String> missing(Connection owner, String role) throws SQLException {
        List<String> grants = new ArrayList<>();
        try (PreparedStatement query = owner.prepareStatement(MISSING)) {
            query.setString(1, role);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    grants.add(row.getString(1));
                }
            }
        }
        return grants;
    }
}
