package io.awd.core.internal;

import io.awd.api.event.Event;
import io.awd.api.event.EventListener;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Checked;
import io.awd.api.object.ContainerListener;
import io.awd.api.object.Definition;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectType;
import io.awd.api.object.ObjectView;
import io.awd.api.object.OptionString;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object container: the front of {@link Entries} and {@link Lives}. */
@Component(service = ObjectContainer.class, immediate = true)
public final class Container implements ObjectContainer {
    private static final Logger LOG = LoggerFactory.getLogger("awd.container");
    private static final long RETRY_MILLIS = 1000;
    private final Entries entries = new Entries();
    private final EventQueue events = new EventQueue(this::remember);
    private final Types types;
    private final Lives lives;
    private final Supplier<IoThread> fallback;
    private final BundleContext framework;
    private final SynchronousBundleListener stopping = this::frameworkChanged;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "awd-container");
        made.setDaemon(true);
        return made;
    });
    private volatile String name = "";
    private volatile boolean closed;
    private volatile Optional<StateJournal> journal = Optional.empty();

    /** Called by Declarative Services. */
    @Activate
    public Container(BundleContext framework, @Reference IoThreads ioThreads) {
        this.framework = framework;
        this.types = new Types(framework);
        this.fallback = ioThreads::fallback;
        this.lives = new Lives(types, entries, events, fallback, this::remember);
        framework.addBundleListener(stopping);
    }

    /** A clean stop of the daemon ends the instances while every bundle is still there; what bundles do on their own way out is a swap. */
    private void frameworkChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == 0) {
            close();
        }
    }

    @Deactivate
    void deactivate() {
        framework.removeBundleListener(stopping);
        close();
    }

    private synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        thread.shutdownNow();
        // what closing tells is no news: the state is that of now
        entries.select(e -> true).forEach(this::remember);
        journal.ifPresent(StateJournal::close);
        journal = Optional.empty();
        List<Entry> usersFirst = new ArrayList<>(entries.linkedFirst(entries.select(e -> true)));
        Collections.reverse(usersFirst);
        for (Entry entry : usersFirst) {
            lives.close(entry);
            entries.remove(entry);
        }
        events.close();
    }

    @Reference(service = ObjectType.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addType(ServiceReference<?> reference, ObjectType<?> type) {
        types.add(reference, type);
        later(this::revive, 0);
    }

    void removeType(ServiceReference<?> reference, ObjectType<?> type) {
        types.remove(reference).ifPresent(service -> {
            if (!closed) {
                Kind kind = service.description().kind();
                String name = service.description().name();
                entries.select(e -> e.kind() == kind && e.type().equals(name)).forEach(e -> lives.suspend(e, service, types.reason(kind, name)));
                later(this::revive, 0);
            }
        });
    }

    /** The state folder, if there is one. */
    @Reference(target = "(io.awd.state=true)", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void addState(Path folder) {
        journal = Optional.of(StateJournal.open(folder));
    }

    void removeState(Path folder) {
        journal.ifPresent(StateJournal::close);
        journal = Optional.empty();
    }

    private void remember(Event event) {
        if (event.kind() == Kind.OBJECT) {
            entries.find(Key.of(Kind.OBJECT, event.id())).ifPresent(this::remember);
        }
    }

    private void remember(Entry entry) {
        Optional<StateJournal> to = journal;
        if (to.isPresent() && entry.instance().isPresent()) {
            // one that was deleted meanwhile is not written again
            remember(entry, () -> entry.instance().map(Instance::memento).orElseGet(() -> to.get().get(entry.id())));
        }
    }

    private void remember(Entry entry, Supplier<Map<String, String>> memento) {
        try {
            journal.filter(to -> entry.kind() == Kind.OBJECT).ifPresent(to -> to.put(entry.id(), memento));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("{}: its type failed to say what is to be remembered", entry, e);
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addListener(ContainerListener listener) {
        lives.add(listener, entries.select(e -> e.state() == Entry.State.LIVE));
    }

    void removeListener(ContainerListener listener) {
        lives.remove(listener);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEvents(EventListener listener) {
        events.add(listener);
    }

    void removeEvents(EventListener listener) {
        events.remove(listener);
    }

    private void later(Runnable task, long delayMillis) {
        try {
            thread.schedule(() -> {
                try {
                    task.run();
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("container: could not bring back what is pending", e);
                }
            }, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("container: closing");
        }
    }

    /** Moves instances to a better type that came, then makes again what is pending and has a type. */
    private void revive() {
        entries.select(this::hasBetterType)
                .forEach(e -> e.typeService().ifPresent(worse -> lives.suspend(e, worse, "a newer bundle takes over")));
        boolean again = false;
        for (Entry entry : entries.linkedFirst(entries.select(e -> e.state() == Entry.State.PENDING))) {
            if (closed || types.find(entry.kind(), entry.type()).isEmpty()) {
                continue;
            }
            again |= !revived(entry);
        }
        if (again) {
            later(this::revive, RETRY_MILLIS);
        }
    }

    private boolean hasBetterType(Entry entry) {
        return entry.typeService().filter(has -> types.find(entry.kind(), entry.type()).filter(best -> best.compareTo(has) < 0).isPresent())
                .isPresent();
    }

    private boolean revived(Entry entry) {
        try {
            lives.reopen(entry, RETRY_MILLIS);
            LOG.info("{} is back", entry);
            suspendIfTypeLeft(entry);
            return true;
        } catch (AwdException e) {
            LOG.debug("{} is still pending: {}", entry, e.getMessage());
            entry.pending(e.getMessage());
            return false;
        }
    }

    /** Its type may have left while it was being made. */
    private void suspendIfTypeLeft(Entry entry) {
        entry.typeService().filter(service -> !types.has(service))
                .ifPresent(service -> lives.suspend(entry, service, types.reason(entry.kind(), entry.type())));
    }

    @Override
    public void add(List<Definition> definitions, long limitMillis) throws AwdException {
        Assembly assembly = new Assembly(types, entries);
        List<Entry> order = assembly.reserve(definitions);
        List<Entry> opened = new ArrayList<>();
        Map<Entry, Map<String, String>> before = new LinkedHashMap<>();
        try {
            for (Entry entry : order) {
                if (closed) {
                    throw new AwdException("AWD is stopping");
                }
                journal.filter(from -> entry.kind() == Kind.OBJECT).ifPresent(from -> entry.remember(from.get(entry.id())));
                before.put(entry, entry.memento());
                lives.open(entry, limitMillis);
                opened.add(entry);
            }
        } catch (AwdException e) {
            Collections.reverse(opened);
            opened.forEach(lives::close);
            // what they did meanwhile did not happen
            before.forEach((entry, memento) -> remember(entry, () -> memento));
            assembly.discard();
            throw e;
        }
        opened.forEach(this::suspendIfTypeLeft);
        later(this::revive, 0);
    }

    @Override
    public List<Checked> check(List<Definition> definitions, boolean connect, long timeoutMillis) throws AwdException {
        try (Trial trial = new Trial(types, fallback)) {
            return trial.run(definitions, connect, timeoutMillis);
        }
    }

    @Override
    public void delete(Kind kind, String id) throws AwdException {
        remove(entries.claimForDeletion(kind, id));
    }

    private void remove(Entry entry) {
        lives.close(entry);
        entries.remove(entry).forEach(this::remove);
        journal.filter(from -> entry.kind() == Kind.OBJECT).ifPresent(from -> from.put(entry.id(), Map.of()));
    }

    @Override
    public ObjectView find(Kind kind, String id) throws AwdException {
        return entry(kind, id);
    }

    private Entry entry(Kind kind, String id) throws AwdException {
        return entries.find(Key.of(kind, id)).filter(Container::visible).orElseThrow(() -> Entries.notFound(kind, id));
    }

    private static boolean visible(Entry entry) {
        return entry.state() == Entry.State.LIVE || entry.state() == Entry.State.PENDING;
    }

    @Override
    public List<ObjectView> list(Kind kind) {
        return List.copyOf(entries.select(e -> e.kind() == kind && visible(e)));
    }

    @Override
    public Object get(Kind kind, String id, String property) throws AwdException {
        Entry entry = entry(kind, id);
        String wanted = OptionString.canonical(property);
        Map<String, Object> values = entry.properties();
        if (values.containsKey(wanted)) {
            return values.get(wanted);
        }
        TypeDescription type = entry.description().orElseThrow(() -> pending(entry));
        if (type.property(wanted).isPresent()) {
            return "";
        } else if (type.attribute(wanted).isEmpty()) {
            throw noSuch(entry, property);
        }
        Map<String, Object> status = entry.status();
        if (status.isEmpty()) {
            throw pending(entry);
        }
        return status.getOrDefault(wanted, "");
    }

    private static AwdException pending(Entry entry) {
        return new AwdException(entry + " is pending: " + entry.pending().orElse("its bundle has just left"));
    }

    private static AwdException noSuch(Entry entry, String property) {
        return new AwdException("Property '" + entry.type() + "." + property + "' not found");
    }

    @Override
    public void set(Kind kind, String id, String property, String value) throws AwdException {
        Entry entry = entry(kind, id);
        TypeDescription type = entry.description().orElseThrow(() -> pending(entry));
        PropertyDescription description = type.property(property).orElseThrow(() -> type.attribute(property).isPresent()
                ? new AwdException("Property '" + type.name() + "." + property + "' is not writable")
                : noSuch(entry, property));
        if (!description.settable()) {
            throw new AwdException("Property '" + type.name() + "." + description.name() + "' can not be changed at run time");
        }
        lives.set(entry, description.name(), value);
    }

    @Override
    public List<TypeDescription> types() {
        return types.all();
    }

    @Override
    public TypeDescription type(Kind kind, String type) throws AwdException {
        return types.get(kind, type).description();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void name(String given) {
        name = given;
    }

    @Override
    public long droppedEvents() {
        return events.dropped();
    }
}
