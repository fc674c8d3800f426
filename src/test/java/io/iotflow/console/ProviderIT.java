package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.TestProvider;
import java.net.URI;
import java.util.List;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;

/** Somebody who signs in with a provider of OpenID Connect. */
@FullSuite
@Deployed(OnPostgresql.class)
class ProviderIT {

    @ArquillianResource
    private URI base;

    @Test
    void signsInGoesOnWhereItWasAndSignsOut() {
        try (Browser browser = Browser.start(URI.create(TestProvider.PUBLIC_URL), base)) {
            browser.open("");
            browser.click("#oidc");
            browser.click("#boss");
            browser.awaitText("boss (admin)");

            browser.open("#/audit");
            browser.find("#target");
            browser.endSession();
            browser.awaitText("Your session has ended");
            browser.click("#oidc");
            browser.click("#boss");
            browser.find("#target");
            assertTrue(browser.address().endsWith("#/audit"), browser.address());

            browser.open("#/devices/new");
            browser.type("#name", "Cold room");
            browser.type("#device_type", "freezer");
            browser.endSession();
            browser.click("#register");
            browser.awaitText("Come back to this one when you have signed in");
            browser.click("#oidc");
            browser.inNewWindow(() -> {
                browser.click("#boss");
                browser.awaitText("boss (admin)");
            });
            browser.hide(false); // it is looked at again
            browser.awaitText("boss (admin)");
            assertEquals("Cold room", browser.value("#name"));

            browser.click("#sign-out");
            browser.find("#oidc");
            browser.open("#/audit");
            browser.find("#oidc");
            assertEquals(List.of(), browser.errors());
        }
    }
}
