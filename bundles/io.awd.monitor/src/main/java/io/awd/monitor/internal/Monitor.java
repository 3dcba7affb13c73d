package io.awd.monitor.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.command.CommandTable;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Link;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One human monitor. Its io thread puts lines together; its own thread runs the commands, so that a slow one holds up nobody else.
 * What a peer has sent is carried out in order even when that peer has gone: a script's sender may leave at once.
 */
final class Monitor implements Instance<MonitorProperties> {
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
    private static final String PROMPT = "(awd) ";
    private static final long JOIN_MILLIS = 1000;
    private final String id;
    private final Link<Chardev> link;
    private final IoThread ioThread;
    private final String greeting;
    private final Interpreter interpreter;
    private final LineQueue queue = new LineQueue();
    private final AtomicLong refusedLines = new AtomicLong();
    private final Thread worker;
    private volatile Optional<Peer> peer = Optional.empty();
    private Optional<Chardev> chardev = Optional.empty();
    private Optional<Attachment> attachment = Optional.empty();
    private boolean closed;

    /** @throws AwdException somebody else holds the chardev */
    Monitor(Creation<MonitorProperties> creation, String version, Supplier<CommandTable> commands) throws AwdException {
        id = creation.id();
        ioThread = creation.ioThread();
        link = creation.link("chardev", Chardev.class).orElseThrow(() -> new AwdException("Parameter 'chardev' is missing"));
        greeting = "AWD " + version + " monitor - type 'help' for more information\r\n";
        interpreter = new Interpreter(id, commands);
        attach();
        worker = new Thread(this::work, "awd-monitor-" + id);
        worker.setDaemon(true);
        worker.start();
    }

    @Override
    public MonitorStatus status() {
        return new MonitorStatus(peer.map(Peer::isConnected).orElse(false), interpreter.commands(), interpreter.errors(), refusedLines.get());
    }

    @Override
    public synchronized void relinked(String property) {
        if (closed || !property.equals("chardev") || link.target().equals(chardev)) {
            return;
        }
        detach();
        try {
            attach();
        } catch (AwdException e) {
            LOG.warn("monitor {}: chardev {} is back but cannot be used: {}", id, link.id(), e.getMessage());
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queue.close();
            detach();
        }
        if (Thread.currentThread() != worker) {
            join();
        }
    }

    private synchronized void attach() throws AwdException {
        Optional<Chardev> target = link.target();
        if (target.isPresent()) {
            Peer next = new Peer(ioThread, queue, greeting, PROMPT, interpreter::answer, refusedLines::incrementAndGet);
            Attachment taken = target.get().attach(next, ioThread);
            next.attached(taken);
            queue.attachment(taken);
            attachment = Optional.of(taken);
            peer = Optional.of(next);
            chardev = target;
        }
    }

    private void detach() {
        queue.attachment(null);
        peer.ifPresent(Peer::detached);
        peer = Optional.empty();
        chardev = Optional.empty();
        attachment.ifPresent(taken -> {
            try {
                taken.close();
            } catch (RuntimeException e) {
                LOG.warn("monitor {}: chardev {} did not let go", id, link.id(), e);
            }
        });
        attachment = Optional.empty();
    }

    private void work() {
        try {
            Optional<Runnable> next = queue.take();
            while (next.isPresent()) {
                next.get().run();
                next = queue.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command that runs may itself wait for the container, which waits for us; hence the limit. */
    private void join() {
        try {
            worker.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
