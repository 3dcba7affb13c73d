package io.awd.itests;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** The object container of a framework in this process; by reflection, as the classes of the API are the bundle's and not ours. */
final class ObjectDoor {
    private static final String PACKAGE = "io.awd.api.object.";
    private final Bundle api;
    private final Object container;

    private ObjectDoor(Bundle api, Object container) {
        this.api = api;
        this.container = container;
    }

    /** Empty while there is none. */
    static Optional<ObjectDoor> of(OsgiSystem osgi) {
        try {
            ServiceReference<?>[] references = osgi.context().getAllServiceReferences(PACKAGE + "ObjectContainer", null);
            return Optional.ofNullable(references).map(all -> new ObjectDoor(osgi.bundle("io.awd.api"), osgi.context().getService(all[0])));
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    void object(String text) {
        add("object", text);
    }

    void chardev(String text) {
        add("chardev", text);
    }

    private void add(String kind, String text) {
        call(() -> {
            Class<?> definition = type("Definition");
            Object wanted = definition.getMethod(kind, String.class).invoke(null, text);
            return type("ObjectContainer").getMethod("add", definition).invoke(container, wanted);
        });
    }

    void delete(String kind, String id) {
        call(() -> type("ObjectContainer").getMethod("delete", type("Kind"), String.class).invoke(container, kind(kind), id));
    }

    /** A property or attribute. */
    String get(String kind, String id, String property) {
        return String.valueOf(call(() -> type("ObjectContainer").getMethod("get", type("Kind"), String.class, String.class)
                .invoke(container, kind(kind), id, property)));
    }

    /** Types and ids of what is pending. */
    List<String> pending() {
        return List.of("CHARDEV", "OBJECT", "PART").stream().flatMap(kind -> views(kind).stream())
                .filter(view -> ((Optional<?>) view(view, "pending")).isPresent()).map(view -> view(view, "type") + " " + view(view, "id")).toList();
    }

    private List<?> views(String kind) {
        return (List<?>) call(() -> type("ObjectContainer").getMethod("list", type("Kind")).invoke(container, kind(kind)));
    }

    private Object view(Object view, String method) {
        return call(() -> type("ObjectView").getMethod(method).invoke(view));
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        return api.loadClass(PACKAGE + name);
    }

    private Object kind(String name) throws ReflectiveOperationException {
        return type("Kind").getField(name).get(null);
    }

    private interface Call {
        Object run() throws ReflectiveOperationException;
    }

    private static Object call(Call call) {
        try {
            return call.run();
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
