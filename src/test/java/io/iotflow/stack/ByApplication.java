package io.iotflow.stack;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Those classes one after the other that share an application, then those that have one of their own, or none. */
public final class ByApplication implements ClassOrderer {

    private static final String LAST = "~";

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(Comparator.comparing(ByApplication::application)
                        .thenComparing(it -> it.getTestClass().getName()));
    }

    private static String application(ClassDescriptor test) {
        return test.findAnnotation(Deployed.class)
                .map(it -> it.value().getName())
                .orElse(LAST);
    }
}
