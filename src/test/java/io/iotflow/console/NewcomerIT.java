package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Somebody who has just started the product, with the link that the quickstart prints. */
class NewcomerIT extends AtTheConsole {

    @Test
    void seesAMovingChartWithTwoClicksFromTheLink() {
        browser.open(link()); // the first click
        browser.awaitText("Messages in 24 h");
        assertTrue(browser.address().endsWith("#/"), browser.address());

        browser.click("a.readings[href*='value=environmental']"); // the second one

        browser.find("#explored:not([data-points='0'])"); // ExploreIT sees it move
        assertTrue(browser.address().contains("by=device_type"), browser.address());
    }

    @Test
    void isToldWhenTheLinkWasUsed() {
        String link = link();
        browser.open(link);
        browser.awaitText("Messages in 24 h");
        browser.click("#sign-out");
        browser.find("#key");

        browser.open(link);

        browser.awaitText("was used already");
        browser.find("#key");
    }

    private String link() {
        return admin.call("POST", "/api/v1/session/links", null)
                .json()
                .getString("path")
                .substring(1);
    }
}
