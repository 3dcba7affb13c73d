package io.awd.core.internal;

import io.awd.api.event.Event;
import io.awd.api.event.EventListener;
import io.awd.api.object.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events off the event loops: they are logged and told on a thread of their own. Bounded; what does not fit is counted. */
final class EventQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("awd.event");
    private static final int LIMIT = 65_536;
    /** Wakes the thread at the end; an interrupt would hit whatever a listener is doing. */
    private static final Event LAST = new Event(0, Instant.EPOCH, Kind.OBJECT, "", "", "", "", "", Map.of(), false);
    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>(LIMIT);
    /** Who is told before all others; they see a state folder that is up to date. */
    private final EventListener first;
    private final List<EventListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread = new Thread(this::run, "awd-events");
    private volatile boolean closing;

    EventQueue(EventListener first) {
        this.first = first;
        thread.setDaemon(true);
        thread.start();
    }

    void add(EventListener listener) {
        listeners.add(listener);
    }

    void remove(EventListener listener) {
        listeners.remove(listener);
    }

    long dropped() {
        return dropped.get();
    }

    void emit(Key key, String type, String name, String text, Map<String, Object> data, boolean warning) {
        Kind kind = key.kind();
        Event event = new Event(sequence.incrementAndGet(), Instant.now(), kind, type, key.id(), key.role(), name, text, Map.copyOf(data), warning);
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                Event event = queue.take();
                if (event != LAST) {
                    tell(event);
                }
            } catch (InterruptedException e) {
                closing = true;
            }
        }
    }

    private void tell(Event event) {
        // nothing is left to be filled in
        String line = event.type() + " " + event.id() + ": " + event.text();
        if (event.warning()) {
            LOG.warn(line);
        } else {
            LOG.info(line);
        }
        tell(first, event);
        listeners.forEach(listener -> tell(listener, event));
    }

    private static void tell(EventListener listener, Event event) {
        try {
            listener.event(event);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("{} {}: a listener failed on event {}", event.type(), event.id(), event.name(), e);
        }
    }

    /** Tells what is queued, at most for a second, and ends. */
    @Override
    public void close() {
        closing = true;
        queue.offer(LAST);
        try {
            thread.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
