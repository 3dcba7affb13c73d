package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The shared default io thread, made when first needed. */
@Component(service = IoThreads.class)
public final class IoThreads {
    private NettyIoThread fallback;
    private boolean closed;

    /** Called by Declarative Services. */
    @Activate
    public IoThreads() {
    }

    /** For what names no iothread, and for chardevs as long as nobody reads from them. */
    synchronized IoThread fallback() {
        if (closed) {
            throw new IllegalStateException("AWD is stopping");
        }
        if (fallback == null) {
            fallback = new NettyIoThread("default");
        }
        return fallback;
    }

    @Deactivate
    synchronized void close() {
        closed = true;
        if (fallback != null) {
            fallback.close();
        }
    }
}
