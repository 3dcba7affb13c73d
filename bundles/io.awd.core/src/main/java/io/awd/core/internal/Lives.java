package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.ContainerListener;
import io.awd.api.object.Instance;
import io.awd.api.object.ObjectType;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings instances to life and ends them, one call at a time for each, and tells those who must know. */
final class Lives {
    private static final Logger LOG = LoggerFactory.getLogger("awd.container");
    private final Types types;
    private final Entries entries;
    private final EventQueue events;
    private final Supplier<IoThread> fallback;
    private final BiConsumer<Entry, Supplier<Map<String, String>>> journal;
    private final List<ContainerListener> listeners = new CopyOnWriteArrayList<>();

    Lives(Types types, Entries entries, EventQueue events, Supplier<IoThread> fallback, BiConsumer<Entry, Supplier<Map<String, String>>> journal) {
        this.types = types;
        this.entries = entries;
        this.events = events;
        this.fallback = fallback;
        this.journal = journal;
    }

    /** @throws AwdException it could not be made; nothing of it is open */
    void open(Entry entry, long limitMillis) throws AwdException {
        try {
            TypeService type = types.get(entry.kind(), entry.type());
            open(entry, type, type.type(), limitMillis);
        } catch (AwdException e) {
            throw e.from(entry.definition());
        }
    }

    private <P extends Record> void open(Entry entry, TypeService service, ObjectType<P> type, long limitMillis) throws AwdException {
        TypeDescription description = service.description();
        @SuppressWarnings("unchecked")
        P properties = (P) PropertyConversion.convert(entry.definition(), description);
        CreationOf<P> creation = new CreationOf<>(entry, properties, entries.linksOf(entry), fallback.get(), events, limitMillis,
                memento -> journal.accept(entry, () -> memento));
        creation.checkLinks(description.properties());
        Instance<P> instance;
        try {
            instance = Objects.requireNonNull(type.create(creation), "it made nothing");
        } catch (RuntimeException | LinkageError e) {
            if (types.find(entry.kind(), entry.type()).filter(service::equals).isEmpty()) {
                throw new AwdException(types.reason(entry.kind(), entry.type()), e);
            }
            LOG.error("{}: its type failed to make it", entry, e);
            throw new AwdException("type '" + entry.type() + "' failed: " + e, e);
        }
        entry.live(service, properties, instance);
        // what happened while it was made was told before it lived, and so of nobody
        journal.accept(entry, instance::memento);
        LOG.debug("{} is there", entry);
        each(listener -> listener.live(entry));
        relink(entry);
    }

    private void relink(Entry entry) {
        for (LinkTo link : entries.usersOf(entry)) {
            call(link.owner(), instance -> instance.relinked(link.property()));
        }
    }

    private void call(Entry entry, Consumer<Instance<?>> what) {
        synchronized (entry) {
            Optional<Instance<?>> instance = entry.instance();
            try {
                instance.ifPresent(what);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("{}: its type failed", entry, e);
            }
        }
    }

    /** Makes again what is pending. Its type cannot leave meanwhile: {@link #suspend} waits. */
    void reopen(Entry entry, long limitMillis) throws AwdException {
        synchronized (entry) {
            open(entry, limitMillis);
        }
    }

    /** Its type leaves, if it is that one: the definition stays, pending, with what the instance wants to remember. */
    void suspend(Entry entry, TypeService leaving, String why) {
        synchronized (entry) {
            Optional<Instance<?>> instance = entry.instance();
            if (instance.isEmpty() || entry.typeService().filter(leaving::equals).isEmpty()) {
                return;
            }
            each(listener -> listener.gone(entry));
            entry.pending(why);
            relink(entry);
            try {
                entry.remember(instance.get().suspend());
                // what happened until its end is on record even if the daemon ends before it is back
                journal.accept(entry, instance.get()::memento);
            } catch (RuntimeException | LinkageError e) {
                LOG.error("{}: its type failed to suspend it", entry, e);
            }
        }
        LOG.info("{} is pending: {}", entry, why);
    }

    void close(Entry entry) {
        if (entry.instance().isPresent()) {
            each(listener -> listener.gone(entry));
            call(entry, Instance::close);
            synchronized (entry) {
                entry.ended();
            }
            LOG.debug("{} is gone", entry);
        }
    }

    /** @throws AwdException as the type says; the old properties stay */
    <P extends Record> void set(Entry entry, String name, String value) throws AwdException {
        synchronized (entry) {
            TypeService service = entry.typeService().orElseThrow(() -> new AwdException(entry + " is pending: " + entry.pending().orElse("")));
            var changed = entry.definition().with(name, value);
            @SuppressWarnings("unchecked")
            P properties = (P) PropertyConversion.convert(changed, service.description());
            @SuppressWarnings("unchecked")
            Instance<P> instance = (Instance<P>) entry.instance().orElseThrow();
            instance.set(properties);
            entry.changed(changed, properties);
        }
        boolean secret = entry.description().flatMap(d -> d.property(name)).filter(PropertyDescription::secret).isPresent();
        String shown = secret ? "changed" : "now " + value;
        events.emit(entry.key(), entry.type(), "changed", name + " is " + shown, Map.of("property", name, "value", secret ? "" : value), false);
    }

    /** A listener that comes late is told what is there already. */
    synchronized void add(ContainerListener listener, List<Entry> present) {
        listeners.add(listener);
        for (Entry entry : present) {
            tell(listener, l -> l.live(entry));
        }
    }

    void remove(ContainerListener listener) {
        listeners.remove(listener);
    }

    private synchronized void each(Consumer<ContainerListener> what) {
        for (ContainerListener listener : listeners) {
            tell(listener, what);
        }
    }

    private static void tell(ContainerListener listener, Consumer<ContainerListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("container: a listener failed", e);
        }
    }
}
