package io.iotflow.tools.prototype;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** What was left out or changed, and why: a line of CSV for each. */
final class ImportReport implements AutoCloseable {

    private final Path file;
    private final Writer out;
    private long lines;

    ImportReport(Path file) throws IOException {
        this.file = file;
        this.out = Files.newBufferedWriter(file);
        out.write("table,row,device,outcome,reason\n");
    }

    /** A row that is not here now. */
    void leftOut(String table, Object row, Object device, String reason) {
        add(table, row, device, "left out", reason);
    }

    /** A row that is here, but not as it was. */
    void changed(String table, Object row, Object device, String reason) {
        add(table, row, device, "changed", reason);
    }

    private void add(String table, Object row, Object device, String outcome, String reason) {
        try {
            out.write(table + "," + row + "," + device + "," + outcome + "," + quoted(reason) + "\n");
            lines++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 4180, on one line; and no text that a spreadsheet takes for a formula, for some of it was written by devices. */
    private static String quoted(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        boolean isFormula = !line.isEmpty() && "=+-@".indexOf(line.charAt(0)) >= 0;
        return '"' + (isFormula ? "'" : "") + line.replace("\"", "\"\"") + '"';
    }

    long lines() {
        return lines;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
