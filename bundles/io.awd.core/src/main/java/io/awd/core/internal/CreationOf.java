package io.awd.core.internal;

import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import io.awd.api.object.PropertyDescription;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a type is given to make one entry's instance from. */
final class CreationOf<P extends Record> implements Creation<P> {
    private final Entry entry;
    private final P properties;
    private final List<LinkTo> links;
    private final IoThread ioThread;
    private final Map<String, String> memento;
    private final EventQueue events;
    private final long limitMillis;
    private final Consumer<Map<String, String>> journal;

    CreationOf(Entry entry, P properties, List<LinkTo> links, IoThread fallback, EventQueue events, long limitMillis,
            Consumer<Map<String, String>> journal) {
        this.entry = entry;
        this.properties = properties;
        this.links = links;
        this.ioThread = links.stream().filter(l -> l.property().equals("iothread"))
                .flatMap(l -> l.as(IoThread.class).target().stream()).findFirst().orElse(fallback);
        this.memento = entry.memento();
        this.events = events;
        this.limitMillis = limitMillis;
        this.journal = journal;
    }

    /** @throws AwdException a link names something of another kind */
    void checkLinks(List<PropertyDescription> descriptions) throws AwdException {
        for (PropertyDescription property : descriptions) {
            Class<?> wanted = property.link().orElse(Object.class);
            for (LinkTo link : of(property.name())) {
                if (link.to().instance().filter(i -> !wanted.isInstance(i)).isPresent()) {
                    throw new AwdException("Invalid parameter type for '" + property.name() + "', expected: "
                            + wanted.getSimpleName().toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    private List<LinkTo> of(String property) {
        return links.stream().filter(l -> PropertyConversion.same(l.property(), property)).toList();
    }

    @Override
    public String id() {
        return entry.id();
    }

    @Override
    public P properties() {
        return properties;
    }

    @Override
    public <T> Optional<Link<T>> link(String property, Class<T> kind) {
        return links(property, kind).stream().findFirst();
    }

    @Override
    public <T> List<Link<T>> links(String property, Class<T> kind) {
        return of(property).stream().map(l -> l.as(kind)).toList();
    }

    @Override
    public IoThread ioThread() {
        return ioThread;
    }

    @Override
    public Map<String, String> memento() {
        return memento;
    }

    @Override
    public long limitMillis() {
        return limitMillis;
    }

    @Override
    public void remember(Map<String, String> what) {
        journal.accept(what);
    }

    @Override
    public void emit(String name, String text, Map<String, Object> data) {
        events.emit(entry.key(), entry.type(), name, text, data, false);
    }

    @Override
    public void warn(String name, String text, Map<String, Object> data) {
        events.emit(entry.key(), entry.type(), name, text, data, true);
    }
}
