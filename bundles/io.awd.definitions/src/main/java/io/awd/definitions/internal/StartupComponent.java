package io.awd.definitions.internal;

import io.awd.api.object.ObjectContainer;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Begins the start once the launcher has published the arguments, which it does after all bundles have started. The service properties:
 * {@code launcher.arguments} (String[]), {@code awd.home} and {@code awd.run} (folders), {@code awd.terminal} (Boolean: standard input is a terminal).
 */
@Component(service = {})
public final class StartupComponent {
    private final Startup startup;

    /** @param launcher properties of the launcher's service */
    @Activate
    public StartupComponent(BundleContext context, @Reference ObjectContainer container, @Reference ServiceReference<ObjectContainer> reference,
            @Reference(service = Object.class, target = "(launcher.arguments=*)") Map<String, Object> launcher,
            @Reference(target = "(io.awd.log=true)") Consumer<OutputStream> log, @Reference(target = "(io.awd.exit=true)") IntConsumer exit) {
        List<String> arguments = launcher.get("launcher.arguments") instanceof String[] words ? List.of(words) : List.of();
        Places places = new Places(text(launcher, "awd.home"), text(launcher, "awd.run"));
        boolean terminal = Boolean.parseBoolean(text(launcher, "awd.terminal"));
        Startup.Surroundings process = new Startup.Surroundings(arguments, places, terminal, context.getBundle().getVersion().toString(),
                System.out, System.err, log, exit, path -> publish(context, path),
                () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING);
        AddedMark mark = new AddedMark(Path.of(places.run(), "definitions.added"), String.valueOf(reference.getProperty(Constants.SERVICE_ID)));
        startup = new Startup(container, process, mark);
        startup.begin();
    }

    private static String text(Map<String, Object> launcher, String name) {
        return Optional.ofNullable(launcher.get(name)).map(Object::toString).orElse("");
    }

    private static Runnable publish(BundleContext context, Path state) {
        ServiceRegistration<Path> registration = context.registerService(Path.class, state, new Hashtable<>(Map.of("io.awd.state", true)));
        return registration::unregister;
    }

    @Deactivate
    void deactivate() {
        startup.close();
    }
}
