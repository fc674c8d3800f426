package io.iotflow.tools.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** A {@code COPY ... FROM STDIN} of numbers in PostgreSQL's binary form, which its server need not parse. */
final class BinaryCopy implements AutoCloseable {

    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int END = -1; // in place of a row's number of columns
    private static final int ROOM = 256; // for a row of twenty columns

    private final CopyIn copy;
    private final ByteBuffer portion = ByteBuffer.allocate(1 << 16);

    /** @param statement with {@code FORMAT binary} */
    BinaryCopy(Connection connection, String statement) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        portion.put(SIGNATURE).putInt(0).putInt(0); // no flags, nothing more in the head
    }

    /** Begins a row of so many columns, at most twenty. */
    BinaryCopy row(int columns) throws SQLException {
        if (portion.remaining() < ROOM) {
            send();
        }
        portion.putShort((short) columns);
        return this;
    }

    /** A column of 64 bits. */
    BinaryCopy put(long value) {
        portion.putInt(Long.BYTES).putLong(value);
        return this;
    }

    /** A column of 32 bits. */
    BinaryCopy put(int value) {
        portion.putInt(Integer.BYTES).putInt(value);
        return this;
    }

    /** After the last row. */
    void end() throws SQLException {
        row(END);
        send();
        copy.endCopy();
    }

    private void send() throws SQLException {
        copy.writeToCopy(portion.array(), 0, portion.position());
        portion.clear();
    }

    /** Gives up what was not ended. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
