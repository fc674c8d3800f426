package io.iotflow.platform.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/** Shows {@link ResourceMethods} every resource method at the start; the server has no list of them to ask for. */
@Provider
public class ResourceMethodsFeature implements DynamicFeature {

    @Inject
    private ResourceMethods methods;

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        methods.add(resource);
    }
}
