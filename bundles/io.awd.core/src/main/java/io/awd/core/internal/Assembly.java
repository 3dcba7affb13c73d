package io.awd.core.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.PropertyDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One add of any number of definitions: checked as a whole, then reserved and tied together. What it opened can be taken back. */
final class Assembly {
    private final Types types;
    private final Entries entries;
    private final Map<Key, Entry> made = new LinkedHashMap<>();

    Assembly(Types types, Entries entries) {
        this.types = types;
        this.entries = entries;
    }

    /**
     * Reserves ids and ties links.
     *
     * @return the new entries in the order in which they are to be opened
     * @throws AwdException nothing is reserved
     */
    List<Entry> reserve(List<Definition> definitions) throws AwdException {
        try {
            for (Definition definition : definitions) {
                check(definition);
            }
            synchronized (entries) {
                for (Definition definition : definitions) {
                    add(Key.of(definition), definition);
                }
                for (Definition definition : definitions) {
                    tie(made.get(Key.of(definition)));
                }
            }
            List<Entry> order = new ArrayList<>(made.values());
            order.sort(Comparator.comparingInt(Assembly::phase));
            return entries.linkedFirst(order);
        } catch (AwdException e) {
            discard();
            throw e;
        }
    }

    private static int phase(Entry entry) {
        if (entry.kind() != Kind.CHARDEV) {
            return 2;
        }
        return "on".equals(entry.definition().properties().get("server")) ? 0 : 1;
    }

    private void check(Definition definition) throws AwdException {
        try {
            TypeService type = types.get(definition.kind(), definition.type());
            PropertyConversion.convert(definition, type.description());
        } catch (AwdException e) {
            throw e.from(definition);
        }
    }

    private Entry add(Key key, Definition definition) throws AwdException {
        Entry entry = new Entry(key, definition);
        try {
            entries.reserve(entry);
        } catch (AwdException e) {
            throw e.from(definition);
        }
        made.put(key, entry);
        return entry;
    }

    private void tie(Entry entry) throws AwdException {
        Definition definition = entry.definition();
        try {
            for (PropertyDescription property : types.get(definition.kind(), definition.type()).description().properties()) {
                if (property.link().isPresent()) {
                    List<String> values = property.list() ? property.texts(definition) : definition.values(property.name());
                    for (String value : values) {
                        entries.link(new LinkTo(property.name(), entry, other(entry, property, value)));
                    }
                    if (values.isEmpty() && property.partAlways() && types.find(Kind.PART, property.part()).isPresent()) {
                        entries.link(new LinkTo(property.name(), entry, own(entry, property, Map.of())));
                    }
                }
            }
        } catch (AwdException e) {
            throw e.from(definition);
        }
    }

    /** What nobody could delete any more is refused: an object that needs itself, at once or by way of others. */
    private Entry other(Entry owner, PropertyDescription property, String value) throws AwdException {
        Entry target = target(owner, property, value);
        if (entries.needs(target, owner)) {
            throw new AwdException("Parameter '" + property.name() + "': '" + value + "' needs '" + owner.id() + "' itself");
        }
        return target;
    }

    private Entry target(Entry owner, PropertyDescription property, String value) throws AwdException {
        Class<?> wanted = property.link().orElseThrow();
        if (wanted == Chardev.class) {
            return existing(Key.of(Kind.CHARDEV, value), value);
        }
        if (property.part().isEmpty()) {
            return existing(Key.of(Kind.OBJECT, value), value);
        }
        if (wanted != Notifier.class) {
            return own(owner, property, Map.of("file", value));
        }
        return entries.find(Key.of(Kind.CHARDEV, value)).isPresent()
                ? part(Key.part(property.part(), value, ""), owner, property, Map.of("chardev", value))
                : existing(Key.of(Kind.OBJECT, value), value);
    }

    /** A part that belongs to this object alone. */
    private Entry own(Entry owner, PropertyDescription property, Map<String, String> more) throws AwdException {
        String role = property.name().replaceAll("^script\\.|_?script$", "");
        Map<String, String> properties = new LinkedHashMap<>(more);
        properties.put("owner", owner.id());
        properties.put("role", role);
        return part(Key.part(property.part(), owner.id(), role), owner, property, properties);
    }

    private Entry existing(Key key, String value) throws AwdException {
        Optional<Entry> entry = entries.find(key);
        boolean there = entry.isPresent() && (made.containsKey(key) || entry.get().state() == Entry.State.LIVE
                || entry.get().state() == Entry.State.PENDING);
        if (!there) {
            throw new AwdException("Device '" + value + "' not found");
        }
        return entry.get();
    }

    /** A part is made with its first owner, and shared where its key is the same. */
    private Entry part(Key key, Entry owner, PropertyDescription property, Map<String, String> properties) throws AwdException {
        Optional<Entry> there = entries.find(key).filter(e -> e.state() != Entry.State.CLOSING);
        if (there.isPresent()) {
            return there.get();
        }
        Definition definition = new Definition(Kind.PART, key.type(), key.id(), properties, owner.definition().origin());
        try {
            check(definition);
        } catch (AwdException e) {
            throw new AwdException("Parameter '" + property.name() + "': " + e.getMessage());
        }
        Entry entry = add(key, definition);
        tie(entry);
        return entry;
    }

    /** Gives back all ids and links; nothing of it may be open any more. */
    void discard() {
        synchronized (entries) {
            List<Entry> users = new ArrayList<>(made.values());
            users.forEach(entries::remove);
            made.clear();
        }
    }
}
