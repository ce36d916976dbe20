package dev.edgeinfer.http;

import io.helidon.common.features.HelidonFeatures;
import io.helidon.common.features.api.HelidonFlavor;
import io.helidon.common.mapper.DefaultMapperProvider__ServiceDescriptor;
import io.helidon.common.mapper.DefaultResolverService__ServiceDescriptor;
import io.helidon.common.mapper.MappersFactory__ServiceDescriptor;
import io.helidon.service.registry.GlobalServiceRegistry;
import io.helidon.service.registry.ServiceRegistryConfig;
import io.helidon.service.registry.ServiceRegistryManager;

/**
 * The registry in which Helidon looks for services. All that the API needs of it is what turns parameters into numbers and the
 * like; to look through all jars for what there is takes a tenth of a start.
 */
final class WebServices {

    private WebServices() {}

    /** Makes it, once for the process; before anything else of Helidon is used. Any thread may call. */
    static synchronized void prepare() {
        if (!GlobalServiceRegistry.configured()) {
            var mappers = ServiceRegistryConfig.builder()
                    .discoverServices(false)
                    .discoverServicesFromServiceLoader(false)
                    .addServiceDescriptor(MappersFactory__ServiceDescriptor.INSTANCE)
                    .addServiceDescriptor(DefaultMapperProvider__ServiceDescriptor.INSTANCE)
                    .addServiceDescriptor(DefaultResolverService__ServiceDescriptor.INSTANCE)
                    .build();
            GlobalServiceRegistry.registry(
                    ServiceRegistryManager.create(mappers).registry());
            // A server lists its features, from all jars, while the first picture is waited for. In the other flavor
            // it leaves that to those who start it.
            HelidonFeatures.flavor(HelidonFlavor.MP);
        }
    }
}
