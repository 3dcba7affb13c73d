package io.awd.watchdog.internal;

import io.awd.api.command.Command;
import io.awd.api.command.Table;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.optscript.OptScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watchdogs that live now, under both type names, and the commands that act on one. */
@Component(service = Watchdogs.class)
public final class Watchdogs implements Watchdog.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger("awd.watchdog");
    private static final long LOOK_MILLIS = 1000;
    private static final long CHECK_MILLIS = 10_000;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "awd-readiness");
        thread.setDaemon(true);
        return thread;
    });
    private final Suspension suspension = Suspension.ofHost();
    private final Groups groups = new Groups();
    private final Map<String, Watchdog> live = new ConcurrentHashMap<>();
    private final Readiness readiness = new Readiness(live.values());
    private final List<ServiceRegistration<Command>> commands = new ArrayList<>();

    private interface Body {
        String run(Watchdog watchdog, List<String> rest) throws AwdException;
    }

    /** Called by Declarative Services. */
    @Activate
    public Watchdogs(BundleContext framework) {
        command(framework, "watchdog-pause", "ID [for MS]", "judge nothing of a peer, for so many ms or until watchdog-resume", Watchdogs::pause);
        command(framework, "drill", "ID [-n]", "run a watchdog's opt-script on purpose (reason manual); -n: only show what would be sent", Watchdogs::drill);
        command(framework, "check-script", "ID", "ask each notification node whether the opt-script would work; nothing is executed", Watchdogs::check);
        command(framework, "script-reload", "ID", "read a watchdog's opt_script and recover_script anew, for the next incident", (watchdog, rest) -> {
            try {
                watchdog.scripts().reload();
            } finally {
                // it may have several, of which some were read
                readiness.stir();
            }
            return "";
        });
        commands.add(framework.registerService(Command.class, new IncidentResume(this::find), null));
        command(framework, "watchdog-resume", "ID", "judge a paused or resting watchdog's peer again", (watchdog, rest) -> {
            watchdog.resume();
            return "";
        });
        looks.scheduleWithFixedDelay(readiness::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
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
                return body.run(find(given.get(0)), given.subList(1, given.size()));
            }
        }, null));
    }

    private static String drill(Watchdog watchdog, List<String> rest) throws AwdException {
        if (rest.isEmpty()) {
            return "incident " + watchdog.drill();
        } else if (rest.equals(List.of("-n"))) {
            return watchdog.scripts().plan();
        }
        throw new AwdException("usage: drill ID [-n]");
    }

    private static String check(Watchdog watchdog, List<String> rest) throws AwdException {
        if (!rest.isEmpty()) {
            throw new AwdException("usage: check-script ID");
        }
        Table table = new Table("NODE", "STEP", "GOOD", "FINDING");
        boolean good = true;
        for (OptScript.Checked checked : watchdog.scripts().check(CHECK_MILLIS).toCompletableFuture().join()) {
            table.row(checked.node(), checked.step(), checked.finding().good() ? "yes" : "NO", checked.finding().text());
            good &= checked.finding().good();
        }
        if (!good) {
            throw new AwdException("the script of '" + watchdog.id() + "' would fail:\n" + table);
        }
        return table.toString();
    }

    private static String pause(Watchdog watchdog, List<String> rest) throws AwdException {
        if (rest.isEmpty()) {
            watchdog.pause(0);
        } else if (rest.size() == 2 && rest.get(0).equals("for") && rest.get(1).matches("[1-9]\\d{0,9}")) {
            watchdog.pause(Long.parseLong(rest.get(1)));
        } else {
            throw new AwdException("usage: watchdog-pause ID [for MS]");
        }
        return "";
    }

    @Override
    public void gone(Watchdog watchdog) {
        // its io thread may be late, and another one have the id by now
        live.remove(watchdog.id(), watchdog);
        stirred();
    }

    @Override
    public void stirred() {
        readiness.stir();
    }

    /** One that lives now. */
    Optional<Watchdog> live(String id) {
        return Optional.ofNullable(live.get(id));
    }

    private Watchdog find(String id) throws AwdException {
        return live(id).orElseThrow(() -> new AwdException("Device '" + id + "' not found"));
    }

    @Deactivate
    void close() {
        commands.forEach(ServiceRegistration::unregister);
        looks.shutdownNow();
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
        Watchdog watchdog = new Watchdog(creation, node, System::nanoTime, suspension, groups, this);
        watchdog.open();
        live.put(creation.id(), watchdog);
        stirred();
        return watchdog;
    }
}
