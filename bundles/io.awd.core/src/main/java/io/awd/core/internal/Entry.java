package io.awd.core.internal;

import io.awd.api.object.Definition;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectView;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the container holds under one id: the definition for as long as the id exists, the instance for as long as its type is there. */
final class Entry implements ObjectView {
    enum State { OPENING, LIVE, PENDING, CLOSING }

    /** @param instance always there; it is what links give out, looked at too often to be made anew */
    private record Life(TypeService type, Record properties, Optional<Instance<?>> instance) {
    }

    /** Who is called when what stands behind this entry goes or comes. Guarded by the container's lock. */
    final List<LinkTo> users = new ArrayList<>();
    /** What it needs. Guarded by the container's lock. */
    final List<LinkTo> links = new ArrayList<>();
    private final Key key;
    private volatile Definition definition;
    private volatile Optional<Life> life = Optional.empty();
    private volatile String why = "";
    private volatile State state = State.OPENING;
    private volatile Map<String, String> memento = Map.of();
    /** The properties that nobody is to see, remembered for while the type is away. */
    private volatile Set<String> secrets = Set.of();

    Entry(Key key, Definition definition) {
        this.key = key;
        this.definition = definition;
    }

    Key key() {
        return key;
    }

    Definition definition() {
        return definition;
    }

    State state() {
        return state;
    }

    void state(State next) {
        state = next;
    }

    Map<String, String> memento() {
        return memento;
    }

    void live(TypeService type, Record properties, Instance<?> instance) {
        life = Optional.of(new Life(type, properties, Optional.of(instance)));
        secrets = type.description().properties().stream().filter(PropertyDescription::secret).map(PropertyDescription::name).collect(Collectors.toSet());
        memento = Map.of();
        why = "";
        state = State.LIVE;
    }

    void pending(String reason) {
        why = reason;
        life = Optional.empty();
        state = State.PENDING;
    }

    void remember(Map<String, String> what) {
        memento = Map.copyOf(what);
    }

    void changed(Definition changed, Record properties) {
        definition = changed;
        life = life.map(l -> new Life(l.type(), properties, l.instance()));
    }

    void ended() {
        life = Optional.empty();
    }

    Optional<Instance<?>> instance() {
        Optional<Life> now = life;
        return now.isPresent() ? now.get().instance() : Optional.empty();
    }

    /** The instance, if there is one and it is of that kind. */
    @SuppressWarnings("unchecked")
    <T> Optional<T> instance(Class<T> kind) {
        Optional<Instance<?>> now = instance();
        return now.isPresent() && kind.isInstance(now.get()) ? (Optional<T>) now : Optional.empty();
    }

    Optional<TypeService> typeService() {
        return life.map(Life::type);
    }

    @Override
    public Kind kind() {
        return key.kind();
    }

    @Override
    public String type() {
        return definition.type();
    }

    @Override
    public String id() {
        return definition.id();
    }

    @Override
    public String role() {
        return key.role();
    }

    @Override
    public Optional<String> pending() {
        return state == State.PENDING ? Optional.of(why) : Optional.empty();
    }

    @Override
    public Optional<TypeDescription> description() {
        return life.map(l -> l.type().description());
    }

    @Override
    public Map<String, Object> properties() {
        return life.map(l -> PropertyConversion.values(l.properties(), l.type().description().properties()))
                .orElseGet(this::defined);
    }

    private Map<String, Object> defined() {
        Map<String, Object> shown = new LinkedHashMap<>(definition.properties());
        shown.keySet().removeAll(secrets);
        return shown;
    }

    @Override
    public Map<String, Object> status() {
        return life.map(l -> PropertyConversion.values(l.instance().get().status(), l.type().description().attributes())).orElse(Map.of());
    }

    @Override
    public boolean inUse() {
        return !users.isEmpty();
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
