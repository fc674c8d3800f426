package io.iotflow.device;

import io.iotflow.platform.database.SqlText;
import java.util.Map;

/**
 * What another module's rows know of devices, by which the list of devices is filtered and sorted. A device has one row or
 * none.
 */
public interface DeviceColumns {

    /** The rows as a FROM clause takes them; {@code device} is a column of theirs. */
    String rows();

    /** The name by which the clause knows them. */
    String alias();

    /** Whether the rows are a table's; else they are few. */
    default boolean isTable() {
        return rows().equals(alias());
    }

    /** The devices that have no row, in the same way; {@code device} is the column. */
    String without();

    /** By the name of the member in a device's description ({@link DeviceFacts}). */
    Map<String, Column> columns();

    /**
     * A member.
     *
     * @param value an expression over a row
     * @param without a constant, with its type: what a device without a row has
     */
    record Column(SqlText value, String without) {

        /** Over a row that may be missing. */
        SqlText joined() {
            return new SqlText("coalesce(").add(value).add(", " + without + ")");
        }
    }
}
