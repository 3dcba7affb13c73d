package io.awd.core.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** All entries by key, and the links between them. Its own monitor guards both; nothing is opened or closed while it is held. */
final class Entries {
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    synchronized Optional<Entry> find(Key key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** @throws AwdException the id is taken */
    synchronized void reserve(Entry entry) throws AwdException {
        Key key = entry.key();
        if (entries.containsKey(key)) {
            throw key.kind() == Kind.CHARDEV
                    ? new AwdException("Chardev with id '" + key.id() + "' already exists", "Duplicate ID '" + key.id() + "' for chardev")
                    : new AwdException("attempt to add duplicate property '" + key.id() + "' to object (type 'container')",
                            "Duplicate ID '" + key.id() + "' for object");
        }
        entries.put(key, entry);
    }

    synchronized void link(LinkTo link) {
        link.owner().links.add(link);
        link.to().users.add(link);
    }

    /** @throws AwdException it is not there, something links to it, or it is just being opened or closed */
    synchronized Entry claimForDeletion(Kind kind, String id) throws AwdException {
        Entry entry = entries.get(Key.of(kind, id));
        if (entry == null) {
            throw notFound(kind, id);
        }
        if (!entry.users.isEmpty() || entry.state() == Entry.State.OPENING || entry.state() == Entry.State.CLOSING) {
            throw new AwdException(kind == Kind.CHARDEV ? "Chardev '" + id + "' is busy" : "object '" + id + "' is in use, can not be deleted");
        }
        entry.state(Entry.State.CLOSING);
        return entry;
    }

    static AwdException notFound(Kind kind, String id) {
        return new AwdException(kind == Kind.CHARDEV ? "Chardev '" + id + "' not found" : "object '" + id + "' not found");
    }

    /** Forgets an entry. Parts that nothing needs any more are claimed and returned, to be closed and removed in their turn. */
    synchronized List<Entry> remove(Entry entry) {
        entries.remove(entry.key(), entry);
        List<Entry> orphans = new ArrayList<>();
        for (LinkTo link : entry.links) {
            link.to().users.remove(link);
            if (link.to().kind() == Kind.PART && link.to().users.isEmpty()) {
                link.to().state(Entry.State.CLOSING);
                orphans.add(link.to());
            }
        }
        entry.links.clear();
        return orphans;
    }

    synchronized List<Entry> select(Predicate<Entry> wanted) {
        return entries.values().stream().filter(wanted).toList();
    }

    synchronized List<LinkTo> usersOf(Entry entry) {
        return List.copyOf(entry.users);
    }

    synchronized List<LinkTo> linksOf(Entry entry) {
        return List.copyOf(entry.links);
    }

    /** The given entries so that what is linked to comes before what links to it; otherwise as given. */
    synchronized List<Entry> linkedFirst(Collection<Entry> wanted) {
        Set<Entry> ordered = new LinkedHashSet<>();
        Set<Entry> among = new LinkedHashSet<>(wanted);
        wanted.forEach(entry -> visit(entry, among, ordered));
        return List.copyOf(ordered);
    }

    /** Whether an entry is another one, or links to it at once or by way of others. */
    synchronized boolean needs(Entry entry, Entry other) {
        return entry == other || entry.links.stream().anyMatch(link -> needs(link.to(), other));
    }

    private void visit(Entry entry, Set<Entry> among, Set<Entry> ordered) {
        if (!among.contains(entry) || ordered.contains(entry)) {
            return;
        }
        among.remove(entry);
        entry.links.forEach(link -> visit(link.to(), among, ordered));
        ordered.add(entry);
    }
}
