package io.iotflow.security;

/** A sign-in at the provider that came to nothing: a word for the page, and the reason for the log. */
final class OidcFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String word;

    OidcFailure(String word, String reason) {
        super(reason);
        this.word = word;
    }

    /** One of those that the console's sign-in page knows. */
    String word() {
        return word;
    }
}
