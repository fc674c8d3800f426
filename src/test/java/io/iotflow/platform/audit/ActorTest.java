package io.iotflow.platform.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

class ActorTest {

    @Test
    void isTheProductItselfOutsideARequest() {
        assertEquals("system", new Actor().name());
    }

    /** The server has a request scope for its own work, too, and no HTTP request in it. */
    @Test
    void isTheProductItselfWhereTheServerHasNoRequest() {
        HttpServletRequest none = (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("not within a servlet request");
                });
        assertEquals("system", new Actor(none).role());
    }
}
