package io.awd.jmx.internal;

import io.awd.api.event.Event;
import io.awd.api.event.EventListener;
import io.awd.api.object.ContainerListener;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.TypeDescription;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the MBeans as instances come and go, by hand: a service per instance would cost seconds with thousands of them.
 * A fault with one MBean is logged and stays with that MBean. Instances come, go and end under the lock; events need none.
 */
final class Beans implements ContainerListener, EventListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Beans.class);
    private final ObjectContainer container;
    private final MBeanServer server;
    private final Optional<ObjectName> containerName;
    private final Map<BeanKey, InstanceBean> beans = new ConcurrentHashMap<>();
    /** Weak, as a description holds classes of its type's bundle. */
    private final Map<TypeDescription, TypeInfo> types = new WeakHashMap<>();
    private boolean closed;

    /** Starts with the container's MBean alone; the container then tells of each instance. */
    Beans(ObjectContainer container, MBeanServer server) {
        this.container = container;
        this.server = server;
        this.containerName = registerContainer();
    }

    private Optional<ObjectName> registerContainer() {
        try {
            return Optional.of(register(new ContainerBean(container), new ObjectName(BeanKey.DOMAIN + ":type=container")));
        } catch (JMException | RuntimeException e) {
            LOG.warn("container: no MBean", e);
            return Optional.empty();
        }
    }

    private ObjectName register(Object bean, ObjectName name) throws JMException {
        return server.registerMBean(bean, name).getObjectName();
    }

    @Override
    public synchronized void live(ObjectView object) {
        gone(object);
        Optional<TypeDescription> description = object.description();
        if (closed || description.isEmpty()) {
            return;
        }
        BeanKey key = BeanKey.of(object);
        try {
            TypeInfo type = types.computeIfAbsent(description.get(), TypeInfo::of);
            InstanceBean bean = new InstanceBean(key.objectName(), object, type, container);
            register(bean, bean.name());
            beans.put(key, bean);
        } catch (JMException | RuntimeException | LinkageError e) {
            LOG.warn("{} {}: no MBean", object.type(), object.id(), e);
        }
    }

    @Override
    public synchronized void gone(ObjectView object) {
        InstanceBean bean = beans.remove(BeanKey.of(object));
        if (bean != null) {
            unregister(bean.name());
        }
    }

    private void unregister(ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            LOG.debug("{}: somebody else unregistered the MBean", name);
        } catch (JMException | RuntimeException e) {
            LOG.warn("{}: the MBean stays", name, e);
        }
    }

    @Override
    public void event(Event event) {
        InstanceBean bean = beans.get(BeanKey.of(event));
        if (bean == null || !bean.listenedTo()) {
            return;
        }
        try {
            bean.sendNotification(EventNotification.of(event, bean.name()));
        } catch (RuntimeException e) {
            LOG.warn("{} {}: event {} not notified", event.type(), event.id(), event.name(), e);
        }
    }

    /** Unregisters all. */
    @Override
    public synchronized void close() {
        closed = true;
        containerName.ifPresent(this::unregister);
        beans.values().forEach(bean -> unregister(bean.name()));
        beans.clear();
        types.clear();
    }
}
