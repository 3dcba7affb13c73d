package io.awd.watchdog.internal;

import io.awd.api.command.Command;
import io.awd.api.command.Table;
import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.PropertyDescription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code info watchdogs}: what an operator reads at a glance; with an id, all that is known of one. */
@Component
public final class InfoWatchdogs implements Command {
    private final ObjectContainer container;
    private final Function<String, Optional<Glance>> glance;

    /** Called by Declarative Services. */
    @Activate
    public InfoWatchdogs(@Reference ObjectContainer container, @Reference Watchdogs watchdogs) {
        this(container, id -> watchdogs.live(id).map(Watchdog::glance));
    }

    /** @param glance at a watchdog that lives */
    InfoWatchdogs(ObjectContainer container, Function<String, Optional<Glance>> glance) {
        this.container = container;
        this.glance = glance;
    }

    @Override
    public String name() {
        return "info watchdogs";
    }

    @Override
    public String arguments() {
        return "[ID]";
    }

    @Override
    public String text() {
        return "show the watchdogs, or all of one";
    }

    @Override
    public List<String> complete(List<String> words) {
        return watchdogs().stream().map(ObjectView::id).toList();
    }

    private List<ObjectView> watchdogs() {
        return container.list(Kind.OBJECT).stream().filter(o -> o.type().equals(WatchdogType.NAME) || o.type().equals(PlainWatchdogType.NAME)).toList();
    }

    @Override
    public String run(List<String> arguments) throws AwdException {
        return arguments.isEmpty() ? table() : one(arguments.get(0));
    }

    private String table() {
        Table table = new Table("ID", "STATE", "SINCE", "AGE", "MARGIN", "MESSAGES", "EXPIRIES", "RECOVERIES", "STALLS", "NOTIFICATION", "READY");
        Map<String, String> nodes = new HashMap<>();
        for (ObjectView view : watchdogs()) {
            Optional<Glance> seen = view.pending().isPresent() ? Optional.empty() : glance.apply(view.id());
            if (seen.isEmpty()) {
                table.row(view.id(), "pending", "", "", "", "", "", "", "", nodes(named(view), nodes), "no");
            } else {
                Glance one = seen.get();
                table.row(view.id(), PropertyDescription.word(one.state()) + (one.mute() ? ", mute" : ""), one.since(), ms(one.age()), ms(one.margin()), one.messages(), one.expiries(),
                        one.recoveries(), one.stalls(), nodes(one.notificationNodes(), nodes), one.ready() ? "yes" : "no");
            }
        }
        return table.toString();
    }

    private static String ms(Optional<Long> value) {
        return value.map(millis -> millis + " ms").orElse("-");
    }

    private static List<?> named(ObjectView watchdog) {
        return watchdog.properties().get("notification_node") instanceof List<?> nodes ? nodes : List.of();
    }

    /**
     * The nodes by their ids; one to which nothing could be sent now says so.
     *
     * @param known the nodes that were looked at: many watchdogs may name the same
     */
    private String nodes(List<?> ids, Map<String, String> known) {
        return ids.stream().map(id -> known.computeIfAbsent(String.valueOf(id), this::node)).collect(Collectors.joining(","));
    }

    /** One that does not report whether it is ready is not said to be not ready. */
    private String node(String id) {
        Optional<ObjectView> chardev = find(Kind.CHARDEV, id);
        String word = chardev.isPresent() ? "connected" : "ready";
        Object stands = chardev.or(() -> find(Kind.OBJECT, id)).filter(node -> node.pending().isEmpty())
                .map(node -> node.status().getOrDefault(word, true)).orElse(false);
        return Boolean.TRUE.equals(stands) ? id : id + " (not " + word + ")";
    }

    private Optional<ObjectView> find(Kind kind, String id) {
        try {
            return Optional.of(container.find(kind, id));
        } catch (AwdException e) {
            return Optional.empty();
        }
    }

    private String one(String id) throws AwdException {
        ObjectView watchdog = watchdogs().stream().filter(w -> w.id().equals(id)).findFirst()
                .orElseThrow(() -> new AwdException("Device '" + id + "' not found"));
        Table table = new Table("NAME", "VALUE", "");
        watchdog.pending().ifPresent(why -> table.row("pending", why, ""));
        watchdog.description().ifPresent(type -> {
            rows(table, type.properties(), watchdog.properties());
            rows(table, type.attributes(), watchdog.status());
        });
        return table.toString();
    }

    private static void rows(Table table, List<PropertyDescription> descriptions, Map<String, Object> values) {
        for (PropertyDescription description : descriptions) {
            if (values.containsKey(description.name())) {
                String unit = description.unit().isEmpty() ? "" : " " + description.unit();
                table.row(description.name(), values.get(description.name()) + unit, description.text());
            }
        }
    }
}
