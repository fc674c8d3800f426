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
            case 400 -> "The request could not be understood.";
            case 401 -> "Send your key in the X-API-Key header.";
            case 403 -> "This may not be done at this address.";
            case 404 -> "There is nothing at this address; /openapi lists what there is.";
            case 405 -> "This address does not take this method; the Allow header says which it takes.";
            case 406 -> "This address cannot answer in the type that the Accept header asks for.";
            case 409 -> "This is taken, or in a state that does not allow it.";
            case 413 -> "The request is larger than the server takes; send it in parts.";
            case 414, 431 -> "The address or a header is longer than the server takes.";
            case 415 -> "Send the body as Content-Type: application/json.";
            case 429 -> "Too many requests. The Retry-After header says when to go on.";
            case 503 -> "The server cannot answer at the moment. Try again.";
            default ->
                status < 500
                        ? "The request could not be understood."
                        : "The server failed; its log says why. Nothing of this request was acknowledged.";
        };
    }
}
