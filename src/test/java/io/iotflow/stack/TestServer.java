package io.iotflow.stack;

import io.iotflow.tools.quickstart.JavaHome;

/** The servers that the application runs on: what is asked of both is a parameterized test of them. */
public enum TestServer {
    /** Payara 6, unless the tests run on a Java for which the quickstart takes 7. */
    OF_THIS_JAVA,
    /** Skipped where it cannot be had. */
    PAYARA_7;

    /** What runs it. */
    public JavaHome java() {
        return this == PAYARA_7 ? PayaraSeven.java() : JavaHome.current();
    }
}
