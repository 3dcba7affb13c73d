package io.awd.definitions.internal;

import io.awd.api.object.Attribute;
import io.awd.api.object.AwdException;
import io.awd.api.object.Checked;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Remembers what it is given; refuses, or waits, at a definition of a given id. */
final class FakeContainer implements ObjectContainer {
    /** Properties with one of each remark. */
    enum Mode { ONE, TWO_WORDS }

    record Properties(@Property(text = "Chardev of the peer.", required = true) List<String> awdNode,
            @Property(text = "Time between two pulses.", defaultValue = "1000", unit = "ms", settable = true) long pulseInterval,
            @Property(text = "Which.", defaultValue = "one") Mode mode) {
    }

    record Status(@Attribute(text = "Nothing.") Optional<String> nothing) {
    }

    final List<List<Definition>> added = new CopyOnWriteArrayList<>();
    final List<TypeDescription> types = new ArrayList<>();
    final CountDownLatch waiting = new CountDownLatch(1);
    volatile String name = "";
    volatile String refused = "";
    volatile String held = "";
    volatile Runnable onAdd = () -> { };

    FakeContainer offer(Kind kind, String type, String text) {
        types.add(TypeDescription.of(kind, type, text, Properties.class, Status.class));
        return this;
    }

    @Override
    public void add(List<Definition> definitions, long limitMillis) throws AwdException {
        assert limitMillis == 0 : "start-up has no limit";
        onAdd.run();
        for (Definition each : definitions) {
            if (each.id().equals(refused)) {
                throw new AwdException("for others", "Duplicate ID '" + refused + "' for " + each.kind().word()).from(each);
            }
            if (each.id().equals(held)) {
                hold(each);
            }
        }
        added.add(definitions);
    }

    private void hold(Definition each) throws AwdException {
        waiting.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new AwdException("interrupted", e).from(each);
        }
    }

    @Override
    public TypeDescription type(Kind kind, String type) throws AwdException {
        return types.stream().filter(each -> each.kind() == kind && each.name().equals(type)).findFirst()
                .orElseThrow(() -> new AwdException("invalid object type: " + type));
    }

    @Override
    public List<TypeDescription> types() {
        return List.copyOf(types);
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
    public List<Checked> check(List<Definition> definitions, boolean connect, long timeoutMillis) {
        return List.of();
    }

    @Override
    public void delete(Kind kind, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectView find(Kind kind, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ObjectView> list(Kind kind) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object get(Kind kind, String id, String property) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void set(Kind kind, String id, String property, String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long droppedEvents() {
        return 0;
    }
}
