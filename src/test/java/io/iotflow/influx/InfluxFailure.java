package io.iotflow.influx;

/** A request that InfluxDB answers with an error; code and message as in its JSON error body. */
final class InfluxFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final String code;

    private InfluxFailure(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static InfluxFailure invalid(String message) {
        return new InfluxFailure(400, "invalid", message);
    }

    static InfluxFailure unauthorized() {
        return unauthorized("unauthorized access");
    }

    static InfluxFailure unauthorized(String message) {
        return new InfluxFailure(401, "unauthorized", message);
    }

    static InfluxFailure forbidden(String message) {
        return new InfluxFailure(403, "forbidden", message);
    }

    static InfluxFailure notFound(String message) {
        return new InfluxFailure(404, "not found", message);
    }

    static InfluxFailure methodNotAllowed(String allowed) {
        return new InfluxFailure(405, "method not allowed", "allow: OPTIONS, " + allowed);
    }

    static InfluxFailure tooLarge(String message) {
        return new InfluxFailure(413, "request too large", message);
    }

    static InfluxFailure unprocessable(String message) {
        return new InfluxFailure(422, "unprocessable entity", message);
    }

    static InfluxFailure conflict(String message) {
        return new InfluxFailure(422, "conflict", message);
    }

    static InfluxFailure internal(String message) {
        return new InfluxFailure(500, "internal error", message);
    }

    static InfluxFailure notImplemented(String message) {
        return new InfluxFailure(501, "not implemented", message);
    }
}
