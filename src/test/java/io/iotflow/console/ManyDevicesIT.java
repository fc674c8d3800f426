package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Somebody who has a list of devices. */
class ManyDevicesIT extends AtTheConsole {

    private final String fleet = "fleet-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void checksTheLinesRegistersThemAndKeepsTheKeys() {
        signedInAt("#/devices/new");
        browser.click("a[href='#/devices/many']");
        look("many-devices");
        write("name,device_type,device_id\\n%1$s one,climate,%1$s-1\\n%1$s two,climate,%1$s 2\\n".formatted(fleet));

        browser.click("#check");
        browser.awaitText("1 device can be registered, 1 cannot");
        browser.awaitText("must be 1 to 64 letters");
        assertEquals(0, count());
        look("many-devices-checked");

        write("name,device_type,device_id\\n%1$s one,climate,%1$s-1\\n%1$s two,climate,%1$s-2\\n".formatted(fleet));
        browser.click("#check");
        browser.awaitText("2 devices can be registered.");
        browser.click("#register");
        browser.awaitText("which was downloaded");
        assertEquals(2, count());
        browser.awaitText("2 devices registered");
        look("many-devices-registered");
    }

    @Test
    void saysWhatIsWrongWithAFileThatIsNone() {
        signedInAt("#/devices/many");
        write("nom,device_type\\nx,y\\n");

        browser.click("#check");

        browser.awaitText("column 'nom'");
        assertFalse(browser.text().contains("can be registered"));
    }

    private void write(String lines) {
        browser.find("#lines");
        browser.run("const it = document.getElementById('lines'); it.value = '" + lines
                + "'; it.dispatchEvent(new Event('input', {bubbles: true}))");
    }

    private int count() {
        return admin.get("/api/v1/admin/devices?search=" + fleet)
                .json()
                .getJsonObject("pagination")
                .getInt("total");
    }
}
