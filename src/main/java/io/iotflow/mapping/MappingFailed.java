package io.iotflow.mapping;

/** An expression of a mapping fails on a payload, or gives what it must not; the message says which, where and why. */
public final class MappingFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final String member;

    /** The message continues a sentence that begins with the expression's name. */
    MappingFailed(String member, String message) {
        super(message, null, false, false);
        this.member = member;
    }

    /** The mapping's member whose expression it is, or {@code payload}. */
    public String member() {
        return member;
    }

    /** All of it as one sentence. */
    public String detail() {
        return member + " " + getMessage();
    }
}
