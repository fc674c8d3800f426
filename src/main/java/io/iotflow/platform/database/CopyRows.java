package io.iotflow.platform.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The rows of a {@code COPY ... FROM STDIN} in PostgreSQL's binary form, which its server need not parse: a row's columns, one
 * by one, each of the very type that the table has. They are sent in portions, while the server takes those before.
 */
public final class CopyRows implements AutoCloseable {

    private static final byte[] SIGNATURE = "PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int END = -1; // in place of a row's number of columns
    private static final int NULL = -1; // in place of a column's number of bytes
    private static final byte JSONB = 1; // the version of its binary form, which is JSON text
    private static final long EPOCH_MICROS = Columns.micros(Instant.parse("2000-01-01T00:00:00Z"));
    private static final int ROOM = 64; // for a column of fixed width and what is before it

    private final CopyIn copy;
    private final ByteBuffer portion = ByteBuffer.allocate(1 << 16);

    /** @param statement with {@code FORMAT binary} */
    public CopyRows(Connection connection, String statement) throws SQLException {
        copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        portion.put(SIGNATURE).putInt(0).putInt(0); // no flags, nothing more in the head
    }

    /** Begins a row of so many columns. */
    public CopyRows row(int columns) throws SQLException {
        require(ROOM);
        portion.putShort((short) columns);
        return this;
    }

    /** A column of {@code bigint}. */
    public CopyRows bigint(long value) throws SQLException {
        require(ROOM);
        portion.putInt(Long.BYTES).putLong(value);
        return this;
    }

    /** A column of {@code integer}. */
    public CopyRows integer(int value) throws SQLException {
        require(ROOM);
        portion.putInt(Integer.BYTES).putInt(value);
        return this;
    }

    /** A column of {@code smallint}. */
    public CopyRows smallint(int value) throws SQLException {
        require(ROOM);
        portion.putInt(Short.BYTES).putShort((short) value);
        return this;
    }

    /** A column of {@code timestamptz}; what a time has beyond its microseconds is cut off. */
    public CopyRows time(Instant time) throws SQLException {
        return bigint(Columns.micros(time) - EPOCH_MICROS);
    }

    /** A column of {@code jsonb}. */
    public CopyRows jsonb(String json) throws SQLException {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        require(ROOM);
        portion.putInt(1 + utf8.length).put(JSONB);
        return bytes(utf8);
    }

    /** A column of {@code text} or {@code json}; null stays null. */
    public CopyRows text(String text) throws SQLException {
        require(ROOM);
        if (text == null) {
            portion.putInt(NULL);
            return this;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        portion.putInt(utf8.length);
        return bytes(utf8);
    }

    private CopyRows bytes(byte[] bytes) throws SQLException {
        for (int sent = 0; sent < bytes.length; ) {
            require(1);
            int part = Math.min(bytes.length - sent, portion.remaining());
            portion.put(bytes, sent, part);
            sent += part;
        }
        return this;
    }

    /** After the last row; returns how many there were. */
    public long end() throws SQLException {
        require(ROOM);
        portion.putShort((short) END);
        send();
        return copy.endCopy();
    }

    private void require(int room) throws SQLException {
        if (portion.remaining() < room) {
            send();
        }
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
