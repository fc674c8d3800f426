package io.iotflow.platform.problem;

/** A failure of which only the status is known, because the server found it and not one of our modules. */
public final class StatusProblem {

    private StatusProblem() {}

    /** The problem, with what this status means here as its detail. */
    public static Problem of(int status) {
        return Problem.of(status, detailOf(status));
    }

    private static String detailOf(int status) {
        return switch (status) {
            case 400 -> "Bad request.";
            case 401 -> "Send your key in the X-API-Key header.";
            case 403 -> "Forbidden.";
            case 404 -> "Not found. /openapi lists all paths.";
            case 405 -> "Method not allowed. The Allow header lists the methods of this path.";
            case 406 -> "Not acceptable: this path does not answer in a media type of the Accept header.";
            case 408 -> "The request did not come in time.";
            case 409 -> "Conflict: it exists already, or its state does not allow this.";
            case 413 -> "The request is too large; send it in parts.";
            case 414, 431 -> "The URI or a header is too long.";
            case 415 -> "Send the body as Content-Type: application/json.";
            case 429 -> "Too many requests. Try again after the seconds in the Retry-After header.";
            case 503 -> "Service unavailable. Try again.";
            default ->
                status < 500
                        ? "Bad request."
                        : "Internal server error; see the server's log. Nothing of this request is acknowledged.";
        };
    }
}
