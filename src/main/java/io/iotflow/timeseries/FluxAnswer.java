package io.iotflow.timeseries;

import com.influxdb.client.domain.Dialect;
import com.influxdb.client.domain.Query;
import com.influxdb.client.service.QueryService;
import com.influxdb.exceptions.InfluxException;
import java.io.IOException;
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
     * Sends the query, and hands over each row as it comes; returns when all have come.
     *
     * @throws InfluxException also when InfluxDB fails in the middle, or its answer ends there
     */
    static void read(QueryService service, String org, String flux, Consumer<FluxRow> rows) {
        Query query = new Query().query(flux).dialect(DIALECT);
        Call<ResponseBody> call = service.postQueryResponseBody(null, null, null, org, null, query);
        try {
            Response<ResponseBody> answer = call.execute();
            if (!answer.isSuccessful()) {
                throw new InfluxException(answer);
            }
            try (ResponseBody body = answer.body()) {
                FluxRow row = new FluxRow(body.byteStream());
                while (row.next()) {
                    rows.accept(row);
                }
            }
        } catch (IOException e) {
            throw new InfluxException(e);
        }
    }
}
