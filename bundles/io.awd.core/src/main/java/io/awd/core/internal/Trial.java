package io.awd.core.internal;

import io.awd.api.chardev.Chardev;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.object.AwdException;
import io.awd.api.object.Checked;
import io.awd.api.object.Definition;
import io.awd.api.object.Link;
import io.awd.api.object.ObjectType;
import io.awd.api.object.PropertyDescription;
import io.awd.api.optscript.OptScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Definitions tried out beside the container: of all that they say only what scripts go to is opened, asked, and closed again. */
final class Trial implements AutoCloseable {
    private static final String NODES = "notification_node";
    private static final long LOOK_MILLIS = 20;
    private static final long GRACE_MILLIS = 1000;
    private final Types types;
    private final Supplier<IoThread> fallback;
    private final Entries entries = new Entries();
    private final EventQueue events = new EventQueue(event -> { });
    private final Lives lives;
    private final Assembly assembly;
    private final List<Entry> opened = new ArrayList<>();
    private final Map<Entry, String> refused = new LinkedHashMap<>();

    Trial(Types types, Supplier<IoThread> fallback) {
        this.types = types;
        this.fallback = fallback;
        lives = new Lives(types, entries, events, fallback, (entry, memento) -> { });
        assembly = new Assembly(types, entries);
    }

    /** @throws AwdException the definitions would be refused */
    List<Checked> run(List<Definition> definitions, boolean connect, long timeoutMillis) throws AwdException {
        List<Entry> order = assembly.reserve(definitions);
        for (Entry entry : order) {
            checkAlone(entry);
        }
        Set<Entry> wanted = wanted(order, connect);
        for (Entry entry : order) {
            if (wanted.contains(entry)) {
                open(entry, timeoutMillis);
            }
        }
        for (Entry entry : order) {
            checkLinks(entry);
        }
        if (connect) {
            waitUntilReady(order, timeoutMillis);
        }
        return results(order, connect, timeoutMillis);
    }

    private void checkAlone(Entry entry) throws AwdException {
        try {
            TypeService service = types.get(entry.kind(), entry.type());
            checkAlone(entry, service.type(), PropertyConversion.convert(entry.definition(), service.description()));
        } catch (AwdException e) {
            throw e.from(entry.definition());
        }
    }

    @SuppressWarnings("unchecked")
    private static <P extends Record> void checkAlone(Entry entry, ObjectType<P> type, Record properties) throws AwdException {
        type.check(entry.id(), (P) properties);
    }

    private void checkLinks(Entry entry) throws AwdException {
        try {
            TypeService service = types.get(entry.kind(), entry.type());
            new CreationOf<>(entry, PropertyConversion.convert(entry.definition(), service.description()), entries.linksOf(entry), fallback.get(), events,
                    0, memento -> { }).checkLinks(service.description().properties());
        } catch (AwdException e) {
            throw e.from(entry.definition());
        }
    }

    // ---- what is opened

    private Set<Entry> wanted(List<Entry> order, boolean connect) throws AwdException {
        Set<Entry> wanted = new LinkedHashSet<>();
        for (Entry entry : order) {
            for (LinkTo script : links(entry, OptScript.class)) {
                wanted.add(script.to());
            }
            for (LinkTo node : links(entry, Notifier.class)) {
                if (connect) {
                    withAllBehind(node.to(), wanted);
                } else if (!links(node.to(), Chardev.class).isEmpty()) {
                    // without its chardev it cannot say a word, but it can tell whether it would understand the script
                    wanted.add(node.to());
                }
            }
        }
        return wanted;
    }

    private void withAllBehind(Entry entry, Set<Entry> wanted) {
        if (wanted.add(entry)) {
            entries.linksOf(entry).forEach(link -> withAllBehind(link.to(), wanted));
        }
    }

    private List<LinkTo> links(Entry entry, Class<?> kind) throws AwdException {
        List<PropertyDescription> properties = types.get(entry.kind(), entry.type()).description().properties();
        return entries.linksOf(entry).stream().filter(link -> properties.stream().anyMatch(
                property -> PropertyConversion.same(link.property(), property.name()) && property.link().filter(kind::equals).isPresent())).toList();
    }

    private void open(Entry entry, long timeoutMillis) {
        Optional<LinkTo> missing = entries.linksOf(entry).stream().filter(link -> refused.containsKey(link.to())).findFirst();
        if (missing.isPresent()) {
            refused.put(entry, missing.get().to() + " cannot be had");
            return;
        }
        try {
            lives.open(entry, timeoutMillis);
            opened.add(entry);
        } catch (AwdException e) {
            refused.put(entry, e.getMessage());
        }
    }

    // ---- what is asked

    private void waitUntilReady(List<Entry> order, long timeoutMillis) throws AwdException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (System.nanoTime() < end && !ready(order)) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AwdException("AWD is stopping", e);
            }
        }
    }

    private boolean ready(List<Entry> order) throws AwdException {
        for (Entry entry : order) {
            for (LinkTo node : links(entry, Notifier.class)) {
                if (node.as(Notifier.class).target().filter(notifier -> !notifier.ready()).isPresent()) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<Checked> results(List<Entry> order, boolean connect, long timeoutMillis) throws AwdException {
        List<Checked> results = new ArrayList<>();
        refused.forEach((entry, why) -> results.add(new Checked(entry.id(), "", "", "", false, why)));
        for (Entry entry : order) {
            List<Link<Notifier>> nodes = new ArrayList<>();
            for (LinkTo link : links(entry, Notifier.class)) {
                Link<Notifier> node = link.as(Notifier.class);
                if (!PropertyConversion.same(link.property(), NODES)) {
                    if (connect) {
                        results.add(alert(entry, link.property(), node));
                    }
                } else if (node.target().isPresent()) {
                    nodes.add(node);
                }
            }
            for (LinkTo script : nodes.isEmpty() ? List.<LinkTo>of() : links(entry, OptScript.class)) {
                script.as(OptScript.class).target().ifPresent(live -> results.addAll(asked(entry, script.property(), live, nodes, connect, timeoutMillis)));
            }
        }
        return results;
    }

    private static Checked alert(Entry entry, String property, Link<Notifier> node) {
        Optional<String> why = node.target().map(Notifier::notReady).orElse(Optional.of("cannot be had"));
        return new Checked(entry.id(), property, node.id(), "", why.isEmpty(), why.map(text -> "not ready: " + text).orElse("ready"));
    }

    private static List<Checked> asked(Entry entry, String property, OptScript script, List<Link<Notifier>> nodes, boolean connect, long timeoutMillis) {
        List<Checked> results = new ArrayList<>();
        try {
            for (OptScript.Checked found : script.check(nodes, timeoutMillis).toCompletableFuture().get(timeoutMillis + 2 * GRACE_MILLIS,
                    TimeUnit.MILLISECONDS)) {
                if (connect || found.finding().step() > 0) {
                    results.add(new Checked(entry.id(), property, found.node(), found.step(), found.finding().good(), found.finding().text()));
                }
            }
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            results.add(new Checked(entry.id(), property, "", "", false, "no answer within " + timeoutMillis + " ms"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return results;
    }

    @Override
    public void close() {
        Collections.reverse(opened);
        opened.forEach(lives::close);
        assembly.discard();
        events.close();
    }
}
