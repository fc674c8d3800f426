package io.iotflow.timeseries;

import com.influxdb.Cancellable;
import com.influxdb.client.domain.Dialect;
import com.influxdb.client.domain.Query;
import com.influxdb.client.service.QueryService;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.FluxRecord;
import com.influxdb.query.FluxTable;
import com.influxdb.query.exceptions.FluxCsvParserException;
import com.influxdb.query.internal.FluxCsvParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import okhttp3.ResponseBody;
import retrofit2.Call;
import retrofit2.Response;

/**
 * Reads an answer row by row on the caller's thread. The client's own ways either hold all of an answer in memory or read
 * it on threads of their own.
 */
final class FluxAnswer {

    private static final Dialect DIALECT = new Dialect()
            .header(true)
            .annotations(List.of(
                    Dialect.AnnotationsEnum.DATATYPE, Dialect.AnnotationsEnum.GROUP, Dialect.AnnotationsEnum.DEFAULT));

    private FluxAnswer() {}

    /**
     * Sends the query, and hands over each row with its table as it comes; returns when all have come.
     *
     * @throws InfluxException also when InfluxDB fails in the middle, or its answer ends there
     */
    static void read(QueryService service, String org, String flux, Consumer<FluxRecord> rows) {
        Query query = new Query().query(flux).dialect(DIALECT);
        Call<ResponseBody> call = service.postQueryResponseBody(null, null, null, org, null, query);
        try {
            Response<ResponseBody> answer = call.execute();
            if (!answer.isSuccessful()) {
                throw new InfluxException(answer);
            }
            try (ResponseBody body = answer.body()) {
                new FluxCsvParser().parseFluxResponse(body.source(), new NeverCancelled(), new Rows(rows));
            }
        } catch (IOException | UncheckedIOException | FluxCsvParserException e) {
            throw new InfluxException(e);
        }
    }

    /** The client cancels from other threads; ours end by their time-outs. */
    private static final class NeverCancelled implements Cancellable {

        @Override
        public void cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    private record Rows(Consumer<FluxRecord> rows) implements FluxCsvParser.FluxResponseConsumer {

        @Override
        public void accept(int index, Cancellable cancellable, FluxTable table) {
            // Each row says of which table it is.
        }

        @Override
        public void accept(int index, Cancellable cancellable, FluxRecord row) {
            rows.accept(row);
        }
    }
}
