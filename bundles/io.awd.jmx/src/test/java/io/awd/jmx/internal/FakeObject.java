package io.awd.jmx.internal;

import io.awd.api.object.Kind;
import io.awd.api.object.ObjectView;
import io.awd.api.object.TypeDescription;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** An entry whose values a test sets. */
final class FakeObject implements ObjectView {
    final Map<String, Object> properties = new LinkedHashMap<>(Map.of("awd_node", "h1", "timeout", 5000L, "pulse_interval", 1000L, "rise", 1,
            "pulse", true, "protocol", "auto", "notification_node", List.of("n0", "n1")));
    final Map<String, Object> status = new LinkedHashMap<>(Map.of("state", "alive", "age", 120L, "messages", 7L, "peers", 2, "load", 0.5,
            "connected", true, "dialect", "systemd-notify", "paths", List.of("h1: alive")));
    final AtomicInteger statusCalls = new AtomicInteger();
    final AtomicInteger propertiesCalls = new AtomicInteger();
    RuntimeException fault;
    Optional<String> pending = Optional.empty();
    private final Kind kind;
    private final String type;
    private final String id;
    private final String role;
    private final Optional<TypeDescription> description;

    FakeObject(Kind kind, String type, String id, String role, TypeDescription description) {
        this.kind = kind;
        this.type = type;
        this.id = id;
        this.role = role;
        this.description = Optional.of(description);
    }

    static FakeObject heart(String id) {
        return new FakeObject(Kind.OBJECT, "advanced-watchdog", id, "", new Heart(Kind.OBJECT, "advanced-watchdog").description());
    }

    static FakeObject of(Kind kind, String type, String id, String role) {
        return new FakeObject(kind, type, id, role, new Heart(kind, type).description());
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String role() {
        return role;
    }

    @Override
    public Optional<String> pending() {
        return pending;
    }

    @Override
    public Optional<TypeDescription> description() {
        return pending.isPresent() ? Optional.empty() : description;
    }

    @Override
    public Map<String, Object> properties() {
        propertiesCalls.incrementAndGet();
        return properties;
    }

    @Override
    public Map<String, Object> status() {
        statusCalls.incrementAndGet();
        if (fault != null) {
            throw fault;
        }
        return status;
    }

    @Override
    public boolean inUse() {
        return false;
    }
}
