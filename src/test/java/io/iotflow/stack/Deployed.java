package io.iotflow.stack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class talk to an application that other classes talk to as well: it is deployed with the first of
 * them and stays. Fields {@code @ArquillianResource URI} are given its address. What was there before a test, such as
 * devices, messages and counts, may be another test's.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(DeployedExtension.class)
public @interface Deployed {

    /** Which application. */
    Class<? extends SharedApplication> value();
}
