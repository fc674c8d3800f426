package io.iotflow.stack;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What Arquillian deploys: the WAR that the build made, as users run it. */
public final class Deployments {

    private Deployments() {}

    public static WebArchive war() {
        return ShrinkWrap.create(ZipImporter.class, "iotflow.war")
                .importFrom(new File("target/iotflow.war"))
                .as(WebArchive.class);
    }
}
