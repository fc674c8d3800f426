package io.iotflow.refusal;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/** Shows {@link MessageOperations} every resource method at the start. */
@Provider
public class MessageOperationsFeature implements DynamicFeature {

    @Inject
    private MessageOperations operations;

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        operations.add(resource.getResourceClass(), resource.getResourceMethod());
    }
}
