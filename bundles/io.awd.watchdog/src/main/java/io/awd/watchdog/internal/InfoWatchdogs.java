package io.awd.watchdog.internal;

import io.awd.api.command.Command;
import io.awd.api.command.Table;
import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.PropertyDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code info watchdogs}: what an operator reads at a glance; with an id, all that is known of one. */
@Component
public final class InfoWatchdogs implements Command {
    private final ObjectContainer container;

    /** Called by Declarative Services. */
    @Activate
    public InfoWatchdogs(@Reference ObjectContainer container) {
        this.container = container;
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
        for (ObjectView watchdog : watchdogs()) {
            Map<String, Object> status = watchdog.status();
            if (watchdog.pending().isPresent()) {
                table.row(watchdog.id(), "pending", "", "", "", "", "", "", "", nodes(watchdog), "no");
            } else {
                table.row(watchdog.id(), status.get("state"), status.get("since"), ms(status.get("age")), ms(status.get("margin")),
                        status.get("messages"), status.get("expiries"), status.get("recoveries"), status.get("stalls"), nodes(watchdog),
                        Boolean.TRUE.equals(status.get("ready")) ? "yes" : "no");
            }
        }
        return table.toString();
    }

    private static String ms(Object value) {
        return value == null ? "-" : value + " ms";
    }

    /** The nodes by their ids; one to which nothing could be sent now says so. */
    private String nodes(ObjectView watchdog) {
        return watchdog.properties().get("notification_node") instanceof List<?> nodes
                ? nodes.stream().map(String::valueOf).map(this::node).collect(Collectors.joining(",")) : "";
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
