package io.awd.watchdog.internal;

import io.awd.api.command.Command;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watchdogs that live now, under both type names, and the commands that act on one. */
@Component(service = Watchdogs.class)
public final class Watchdogs {
    private static final Logger LOG = LoggerFactory.getLogger("awd.watchdog");
    private final Suspension suspension = Suspension.ofHost();
    private final Map<String, Watchdog> live = new ConcurrentHashMap<>();
    private final List<ServiceRegistration<Command>> commands = new ArrayList<>();

    private interface Body {
        void run(Watchdog watchdog, List<String> rest) throws AwdException;
    }

    /** Called by Declarative Services. */
    @Activate
    public Watchdogs(BundleContext framework) {
        command(framework, "watchdog-pause", "ID [for MS]", "judge nothing of a peer, for so many ms or until watchdog-resume", Watchdogs::pause);
        command(framework, "watchdog-resume", "ID", "judge a paused or resting watchdog's peer again", (watchdog, rest) -> watchdog.resume());
    }

    private void command(BundleContext framework, String name, String arguments, String text, Body body) {
        commands.add(framework.registerService(Command.class, new Command() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String arguments() {
                return arguments;
            }

            @Override
            public String text() {
                return text;
            }

            @Override
            public List<String> complete(List<String> words) {
                return words.size() > 1 ? List.of() : live.keySet().stream().sorted().toList();
            }

            @Override
            public String run(List<String> given) throws AwdException {
                if (given.isEmpty()) {
                    throw new AwdException("usage: " + name + " " + arguments);
                }
                body.run(find(given.get(0)), given.subList(1, given.size()));
                return "";
            }
        }, null));
    }

    private static void pause(Watchdog watchdog, List<String> rest) throws AwdException {
        if (rest.isEmpty()) {
            watchdog.pause(0);
        } else if (rest.size() == 2 && rest.get(0).equals("for") && rest.get(1).matches("[1-9]\\d{0,9}")) {
            watchdog.pause(Long.parseLong(rest.get(1)));
        } else {
            throw new AwdException("usage: watchdog-pause ID [for MS]");
        }
    }

    private Watchdog find(String id) throws AwdException {
        return Optional.ofNullable(live.get(id)).orElseThrow(() -> new AwdException("Device '" + id + "' not found"));
    }

    @Deactivate
    void close() {
        commands.forEach(ServiceRegistration::unregister);
        suspension.close();
    }

    /**
     * Makes one.
     *
     * @param node the property that names its chardevs
     * @throws AwdException it cannot be opened
     */
    Instance<WatchdogProperties> create(Creation<WatchdogProperties> creation, String node) throws AwdException {
        WatchdogProperties p = creation.properties();
        if (p.timeout() <= p.pulseInterval()) {
            LOG.warn("{}: timeout {} ms is not above pulse_interval {} ms: a peer with the same interval will be found dead between two pulses",
                    creation.id(), p.timeout(), p.pulseInterval());
        }
        Watchdog watchdog = new Watchdog(creation, node, System::nanoTime, suspension, live::remove);
        watchdog.open();
        live.put(creation.id(), watchdog);
        return watchdog;
    }
}
