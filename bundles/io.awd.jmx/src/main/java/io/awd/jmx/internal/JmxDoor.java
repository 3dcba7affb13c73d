package io.awd.jmx.internal;

import io.awd.api.event.EventListener;
import io.awd.api.object.ContainerListener;
import io.awd.api.object.ObjectContainer;
import java.lang.management.ManagementFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Opens the JMX door on the platform MBean server as long as there is a container.
 * It publishes the listener itself: the container binds its listeners as it is made, and one that Declarative Services had still to make
 * would want the container for that, a circle.
 */
@Component(service = {}, immediate = true)
public final class JmxDoor {
    private final Beans beans;
    private final ServiceRegistration<?> listener;

    /** Called by Declarative Services. */
    @Activate
    public JmxDoor(BundleContext context, @Reference ObjectContainer container) {
        beans = new Beans(container, ManagementFactory.getPlatformMBeanServer());
        listener = context.registerService(new String[] {ContainerListener.class.getName(), EventListener.class.getName()}, beans, null);
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void close() {
        listener.unregister();
        beans.close();
    }
}
