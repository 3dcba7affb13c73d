package io.awd.jmx.internal;

import io.awd.api.object.AwdException;
import io.awd.api.object.Checked;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.TypeDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes what it is asked for, and refuses everything once {@link #refusal} is there. */
final class FakeContainer implements ObjectContainer {
    final List<ObjectView> objects = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<Definition> added = new ArrayList<>();
    Optional<AwdException> refusal = Optional.empty();
    RuntimeException fault;

    private void note(String call) throws AwdException {
        if (refusal.isPresent()) {
            throw refusal.get();
        } else if (fault != null) {
            throw fault;
        }
        calls.add(call);
    }

    @Override
    public void add(List<Definition> definitions, long limitMillis) throws AwdException {
        note("add " + limitMillis);
        added.addAll(definitions);
    }

    @Override
    public List<Checked> check(List<Definition> definitions, boolean connect, long timeoutMillis) {
        return List.of();
    }

    @Override
    public void delete(Kind kind, String id) throws AwdException {
        note("delete " + kind.word() + " " + id);
    }

    @Override
    public ObjectView find(Kind kind, String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ObjectView> list(Kind kind) {
        if (fault != null) {
            throw fault;
        }
        return objects.stream().filter(o -> o.kind() == kind).toList();
    }

    @Override
    public Object get(Kind kind, String id, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void set(Kind kind, String id, String name, String value) throws AwdException {
        note("set " + kind.word() + " " + id + " " + name + "=" + value);
    }

    @Override
    public List<TypeDescription> types() {
        return List.of(new Heart(Kind.OBJECT, "advanced-watchdog").description(), new Heart(Kind.CHARDEV, "socket").description());
    }

    @Override
    public TypeDescription type(Kind kind, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String name() {
        return "edge1";
    }

    @Override
    public void name(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long droppedEvents() {
        return 3;
    }
}
