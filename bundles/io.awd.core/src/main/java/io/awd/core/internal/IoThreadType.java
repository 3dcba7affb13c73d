package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.Attribute;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** {@code -object iothread,id=ID}: an event loop of its own for what names it. */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = IoThreadType.NAME, attribute = "kind=object")
public final class IoThreadType implements ObjectType<IoThreadType.Properties> {
    static final String NAME = "iothread";

    /** It takes none. */
    public record Properties() {
    }

    /** What it reports. */
    public record Status(
            @Attribute(text = "The thread's name in thread dumps") String thread,
            @Attribute(text = "How it waits: epoll or nio") String transport) {
    }

    /** Called by Declarative Services. */
    @Activate
    public IoThreadType() {
    }

    @Override
    public Kind kind() {
        return Kind.OBJECT;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String text() {
        return "an event loop on a thread of its own";
    }

    @Override
    public Class<Properties> properties() {
        return Properties.class;
    }

    @Override
    public Class<? extends Record> status() {
        return Status.class;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) {
        return new Loop(new NettyIoThread(creation.id()));
    }

    /** The instance is the loop itself, as far as others see it. */
    private record Loop(NettyIoThread thread) implements Instance<Properties>, IoThread {
        @Override
        public Record status() {
            return new Status(thread.threadName(), NettyIoThread.transport());
        }

        @Override
        public void close() {
            thread.close();
        }

        @Override
        public String id() {
            return thread.id();
        }

        @Override
        public boolean inThread() {
            return thread.inThread();
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public Timer schedule(Runnable task, long delayNanos) {
            return thread.schedule(task, delayNanos);
        }

        @Override
        public void afterReads(Runnable task) {
            thread.afterReads(task);
        }

        @Override
        public <T> T adapt(Class<T> type) {
            return thread.adapt(type);
        }
    }
}
