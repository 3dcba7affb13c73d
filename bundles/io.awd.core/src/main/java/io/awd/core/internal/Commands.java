package io.awd.core.internal;

import io.awd.api.command.Command;
import io.awd.api.command.Table;
import io.awd.api.object.AwdException;
import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import io.awd.api.object.PropertyDescription;
import io.awd.api.object.TypeDescription;
import io.awd.api.object.TypeHelp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The container's own commands. Each is a service, so that doors need to know no more than {@link Command}. */
@Component(service = {})
public final class Commands {
    private final ObjectContainer container;
    private final BundleContext framework;
    private final List<ServiceRegistration<Command>> registrations = new ArrayList<>();

    private interface Body {
        String run(List<String> arguments) throws AwdException;
    }

    /** What an argument could be, given those before it. */
    private interface Words {
        Stream<String> get(List<String> before);
    }

    private record Simple(String name, String arguments, String text, int least, int most, Words words, Body body) implements Command {
        @Override
        public String run(List<String> given) throws AwdException {
            if (given.size() < least || given.size() > most) {
                throw new AwdException("usage: " + (name + " " + arguments).strip());
            }
            return body.run(given);
        }

        @Override
        public List<String> complete(List<String> typed) {
            if (typed.isEmpty() || typed.size() > most) {
                return List.of();
            }
            String prefix = typed.get(typed.size() - 1);
            return words.get(typed.subList(0, typed.size() - 1)).filter(w -> w.startsWith(prefix)).sorted().toList();
        }
    }

    /** Called by Declarative Services. */
    @Activate
    public Commands(BundleContext framework, @Reference ObjectContainer container) {
        this.framework = framework;
        this.container = container;
        command("object-add", "TYPE,id=ID[,PROPERTY=VALUE]...", "add an object; TYPE,help lists its properties", 1, 1,
                before -> types(Kind.OBJECT), a -> add(Kind.OBJECT, a.get(0)));
        command("object-del", "ID", "delete an object", 1, 1, before -> ids(Kind.OBJECT), a -> delete(Kind.OBJECT, a.get(0)));
        command("chardev-add", "BACKEND,id=ID[,PROPERTY=VALUE]...", "add a character device; BACKEND,help lists its properties", 1, 1,
                before -> types(Kind.CHARDEV), a -> add(Kind.CHARDEV, a.get(0)));
        command("chardev-remove", "ID", "remove a character device", 1, 1, before -> ids(Kind.CHARDEV), a -> delete(Kind.CHARDEV, a.get(0)));
        command("qom-list", "[PATH]", "list /, /objects, /chardevs, or the properties of /objects/ID or /chardevs/ID", 0, 1, this::paths,
                a -> qomList(a.isEmpty() ? "/" : a.get(0)));
        command("qom-get", "PATH PROPERTY", "show a property of an object (PATH is /objects/ID, /chardevs/ID or an object's ID)", 2, 2,
                this::paths, a -> qomGet(a.get(0), a.get(1)));
        command("qom-set", "PATH PROPERTY VALUE", "change a property at run time", 3, 3, this::paths,
                a -> qomSet(a.get(0), a.get(1), a.get(2)));
        command("info objects", "", "show all objects", 0, 0, before -> Stream.empty(), a -> objects());
        command("info chardev", "", "show the character devices", 0, 0, before -> Stream.empty(), a -> chardevs());
        command("info iothreads", "", "show the iothreads", 0, 0, before -> Stream.empty(), a -> ioThreads());
        command("info pending", "", "show what waits for its bundle to come back", 0, 0, before -> Stream.empty(), a -> pending());
        command("info name", "", "show the daemon's name", 0, 0, before -> Stream.empty(), a -> container.name());
        command("info version", "", "show the version", 0, 0, before -> Stream.empty(), a -> framework.getBundle().getVersion().toString());
        command("quit", "", "stop the daemon", 0, 0, before -> Stream.empty(), a -> quit());
    }

    private void command(String name, String arguments, String text, int least, int most, Words words, Body body) {
        registrations.add(framework.registerService(Command.class, new Simple(name, arguments, text, least, most, words, body), null));
    }

    @Deactivate
    void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    private String add(Kind kind, String text) throws AwdException {
        if (text.endsWith(",help") || text.endsWith(",?")) {
            return TypeHelp.options(container.type(kind, text.substring(0, text.lastIndexOf(','))));
        } else if (text.equals("help") || text.equals("?")) {
            return TypeHelp.types(kind, container.types());
        }
        container.add(kind == Kind.OBJECT ? Definition.object(text) : Definition.chardev(text));
        return "";
    }

    private String delete(Kind kind, String id) throws AwdException {
        container.delete(kind, id);
        return "";
    }

    private record Path(Kind kind, String id) {
        static Path of(String text) {
            String path = text.startsWith("/") ? text.substring(1) : "objects/" + text;
            int slash = path.indexOf('/');
            String folder = slash < 0 ? path : path.substring(0, slash);
            return new Path(folder.equals("chardevs") ? Kind.CHARDEV : Kind.OBJECT, slash < 0 ? "" : path.substring(slash + 1));
        }
    }

    private String qomList(String text) throws AwdException {
        if (text.equals("/")) {
            return "objects (child<container>)\nchardevs (child<container>)";
        } else if (text.equals("/objects") || text.equals("/chardevs")) {
            return container.list(Path.of(text).kind()).stream().map(o -> o.id() + " (child<" + o.type() + ">)")
                    .collect(Collectors.joining("\n"));
        }
        ObjectView object = find(text);
        TypeDescription type = object.description()
                .orElseThrow(() -> new AwdException("'" + object.id() + "' is pending: " + object.pending().orElse("")));
        return Stream.concat(Stream.of("type (string)"), Stream.concat(type.properties().stream(), type.attributes().stream())
                .map(p -> p.name() + " (" + p.type() + (p.settable() ? ", settable" : "") + ")")).collect(Collectors.joining("\n"));
    }

    private ObjectView find(String text) throws AwdException {
        Path path = Path.of(text);
        try {
            return container.find(path.kind(), path.id());
        } catch (AwdException e) {
            throw new AwdException("Device '" + text + "' not found", e);
        }
    }

    private String qomGet(String text, String property) throws AwdException {
        ObjectView object = find(text);
        return property.equals("type") ? object.type() : String.valueOf(container.get(object.kind(), object.id(), property));
    }

    private String qomSet(String text, String property, String value) throws AwdException {
        ObjectView object = find(text);
        container.set(object.kind(), object.id(), property, value);
        return "";
    }

    private String objects() {
        Table table = new Table("ID", "TYPE", "PROPERTIES");
        for (ObjectView object : container.list(Kind.OBJECT)) {
            table.row(object.id(), object.type(), object.pending().map(why -> "pending: " + why).orElseGet(() -> properties(object)));
        }
        return table.toString();
    }

    private static String properties(ObjectView object) {
        Map<String, Object> values = object.properties();
        List<PropertyDescription> described = object.description().map(TypeDescription::properties).orElse(List.of());
        return described.stream().filter(p -> values.containsKey(p.name()) && !List.of().equals(values.get(p.name())))
                .map(p -> p.name() + "=" + PropertyConversion.text(values.get(p.name()))).collect(Collectors.joining(","));
    }

    /** As QEMU's info chardev. */
    private String chardevs() {
        return container.list(Kind.CHARDEV).stream().map(c -> c.id() + ": "
                + c.pending().map(why -> "pending: " + why)
                        .orElseGet(() -> "filename=" + Optional.ofNullable(c.status().get("filename")).orElse(c.type())))
                .collect(Collectors.joining("\n"));
    }

    private String ioThreads() {
        return container.list(Kind.OBJECT).stream().filter(o -> o.type().equals(IoThreadType.NAME))
                .map(o -> o.id() + ":\n" + o.status().entrySet().stream().map(e -> "  " + e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
    }

    private String pending() {
        Table table = new Table("KIND", "ID", "TYPE", "REASON");
        boolean any = false;
        for (Kind kind : Kind.values()) {
            for (ObjectView object : container.list(kind)) {
                if (object.pending().isPresent()) {
                    table.row(kind.word(), object.id(), object.type(), object.pending().get());
                    any = true;
                }
            }
        }
        return any ? table.toString() : "nothing is pending";
    }

    private String quit() throws AwdException {
        try {
            framework.getBundle(0).stop();
            return "";
        } catch (BundleException e) {
            throw new AwdException("cannot stop: " + e.getMessage(), e);
        }
    }

    private Stream<String> ids(Kind kind) {
        return container.list(kind).stream().map(ObjectView::id);
    }

    private Stream<String> types(Kind kind) {
        return container.types().stream().filter(t -> t.kind() == kind).map(t -> t.name() + ",id=");
    }

    /** Where to look, an object's id for short; then what there is. */
    private Stream<String> paths(List<String> before) {
        if (before.isEmpty()) {
            return Stream.of(ids(Kind.OBJECT), ids(Kind.OBJECT).map(id -> "/objects/" + id), ids(Kind.CHARDEV).map(id -> "/chardevs/" + id)).flatMap(each -> each);
        }
        return before.size() > 1 ? Stream.empty() : described(before.get(0)).map(PropertyDescription::name);
    }

    private Stream<PropertyDescription> described(String path) {
        try {
            return find(path).description().stream().flatMap(type -> Stream.concat(type.properties().stream(), type.attributes().stream()));
        } catch (AwdException e) {
            return Stream.empty();
        }
    }
}
