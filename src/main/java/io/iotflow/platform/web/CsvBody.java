package io.iotflow.platform.web;

import io.iotflow.platform.problem.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A body in CSV (RFC 4180, UTF-8) with a header, read line by line. */
public final class CsvBody {

    private CsvBody() {}

    /** What is to be done with it. */
    public interface Reader {

        /** Takes the names of the columns; once, before the lines. */
        void header(List<String> names);

        /** Takes a line, which begins at this one of the file (the header is 1) and has as many cells as the header. */
        void line(CSVRecord cells, long number);
    }

    /** Reads all of it; an empty line is none. 400 for what is no CSV, when lines before it were taken. */
    public static void read(InputStream body, Reader reader) {
        long line = 1;
        try (CSVParser parser = CSVParser.parse(
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder())),
                CSVFormat.RFC4180)) {
            Iterator<CSVRecord> lines = parser.iterator();
            if (!lines.hasNext()) {
                throw Problem.invalid("body", "must have a header and lines");
            }
            List<String> header = header(lines.next());
            reader.header(header);
            while (true) {
                line = parser.getCurrentLineNumber() + 1;
                if (!lines.hasNext()) {
                    return;
                }
                CSVRecord record = lines.next();
                if (record.size() == 1 && record.get(0).isEmpty()) {
                    continue; // an empty line
                }
                if (record.size() != header.size()) {
                    throw Problem.invalid(
                            "line " + line, "has " + record.size() + " cells, the header " + header.size());
                }
                reader.line(record, line);
            }
        } catch (UncheckedIOException | IOException e) {
            throw Problem.invalid(
                    "line " + line, "is no CSV in UTF-8, or ends early; what an import stored before it stays");
        }
    }

    private static List<String> header(CSVRecord record) {
        List<String> names = new ArrayList<>(record.toList());
        names.set(0, names.get(0).replaceFirst("^\uFEFF", "")); // a spreadsheet's mark of UTF-8
        return names;
    }
}
