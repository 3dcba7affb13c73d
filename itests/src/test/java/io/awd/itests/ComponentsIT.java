package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.osgi.util.tracker.ServiceTracker;

/** How Declarative Services wires the bundles: all of the distribution's in one framework inside of this process. */
class ComponentsIT {
    private static final List<String> TYPES = List.of("io.awd.chardev/FileType", "io.awd.chardev/NullType", "io.awd.chardev/SocketType",
            "io.awd.chardev/StdioType", "io.awd.watchdog/WatchdogType", "io.awd.watchdog/PlainWatchdogType",
            "io.awd.watchdog/Watchdogs", "io.awd.optscript/OptScriptType", "io.awd.optscript/IncidentLog", "io.awd.optscript/InfoIncidents",
            "io.awd.notifier.chardev/ChardevNotifierType",
            "io.awd.secret/SecretType", "io.awd.notifier.hmp/HmpNotifierType", "io.awd.notifier.qmp/QmpNotifierType", "io.awd.notifier.mail/MailNotifierType",
            "io.awd.notifier.webhook/WebhookType", "io.awd.notifier.exec/ExecNotifierType", "io.awd.notifier.log/LogNotifierType",
            "io.awd.monitor/MonitorType", "io.awd.shell/ShellType");
    private static final List<String> NEED_CONTAINER = List.of("io.awd.watchdog/InfoWatchdogs", "io.awd.jmx/JmxDoor");
    private static final List<String> CORE = List.of("io.awd.core/Commands", "io.awd.core/Container", "io.awd.core/IoThreadType", "io.awd.core/IoThreads",
            "io.awd.core/TokenType");
    /** Waits for the launcher, which is not here. */
    private static final String STARTUP = "io.awd.definitions/StartupComponent";
    @TempDir
    private static Path folder;
    private static Set<Thread> threadsBefore;
    private static OsgiSystem osgi;
    private static ServiceComponentRuntime components;

    @BeforeAll
    static void start() throws Exception {
        threadsBefore = Thread.getAllStackTraces().keySet();
        osgi = new OsgiSystem(folder.resolve("osgi"), systemPackages(
                // these come from the test's class path, so that casts work
                "org.osgi.service.component;version=1.5.1",
                "org.osgi.service.component.runtime;version=1.5;uses:=\"org.osgi.framework,org.osgi.service.component.runtime.dto,org.osgi.util.promise\"",
                "org.osgi.service.component.runtime.dto;version=1.5;uses:=\"org.osgi.dto,org.osgi.framework.dto\"",
                "org.osgi.util.promise;version=1.3;uses:=\"org.osgi.util.function\"", "org.osgi.util.function;version=1.2"));
        ServiceTracker<ServiceComponentRuntime, ServiceComponentRuntime> tracker = new ServiceTracker<>(osgi.context(), ServiceComponentRuntime.class,
                null);
        tracker.open();
        components = tracker.waitForService(10_000);
        assertThat(components).as("the component runtime, of the class that this test sees").isNotNull();
    }

    @AfterAll
    static void stop() {
        if (osgi != null) {
            osgi.close();
        }
        Eventually.holds(() -> assertThat(threadsLeft()).hasSize(0));
    }

    /** Netty's own idle watcher ends a second after its last loop and is waited for as well. */
    private static Set<String> threadsLeft() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.isAlive() && !threadsBefore.contains(thread)).map(Thread::getName)
                .collect(Collectors.toSet());
    }

    private static String name(ComponentConfigurationDTO configuration) {
        String type = configuration.description.implementationClass;
        return configuration.description.bundle.symbolicName + "/" + type.substring(type.lastIndexOf('.') + 1);
    }

    /** Every component of AWD, and the references that it misses; none: it is satisfied. Stopped bundles have no components. */
    private static Map<String, List<String>> missing() {
        return components.getComponentDescriptionDTOs().stream().filter(d -> d.bundle.symbolicName.startsWith("io.awd."))
                .flatMap(d -> components.getComponentConfigurationDTOs(d).stream())
                .collect(Collectors.toMap(ComponentsIT::name, ComponentsIT::missing, (a, b) -> a, TreeMap::new));
    }

    private static List<String> missing(ComponentConfigurationDTO configuration) {
        assertThat(configuration.state).as(configuration.description.name).isNotEqualTo(ComponentConfigurationDTO.FAILED_ACTIVATION);
        return Stream.of(configuration.unsatisfiedReferences).map((UnsatisfiedReferenceDTO r) -> r.name).toList();
    }

    private static Set<String> satisfied() {
        return missing().entrySet().stream().filter(e -> e.getValue().isEmpty()).map(Map.Entry::getKey).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> unsatisfied() {
        Set<String> all = new TreeSet<>(missing().keySet());
        all.removeAll(satisfied());
        return all;
    }

    private static Set<String> all() {
        Set<String> all = new TreeSet<>(TYPES);
        all.addAll(NEED_CONTAINER);
        all.addAll(CORE);
        all.add("io.awd.shell/AwdFunctions");
        return all;
    }

    private static void allSatisfied() {
        Eventually.holds(() -> {
            assertThat(unsatisfied()).containsExactly(STARTUP);
            return assertThat(satisfied()).isEqualTo(all());
        });
    }

    private static Set<String> of(String bundle) {
        return all().stream().filter(name -> name.startsWith(bundle + "/")).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What is satisfied when a bundle is stopped: all but its own. */
    private static void onlyItsOwnGo(String bundle) throws BundleException {
        osgi.bundle(bundle).stop();
        try {
            Set<String> rest = all();
            rest.removeAll(of(bundle));
            Eventually.holds(() -> {
                assertThat(unsatisfied()).containsExactly(STARTUP);
                return assertThat(satisfied()).isEqualTo(rest);
            });
        } finally {
            osgi.bundle(bundle).start();
        }
        allSatisfied();
    }

    private static ObjectDoor container() {
        return ObjectDoor.of(osgi).orElseThrow(() -> new AssertionError("no object container"));
    }

    @Test
    void everyBundleIsActiveAndEveryFragmentResolved() {
        for (Bundle bundle : osgi.context().getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            assertThat(bundle.getState()).as("%s", bundle).isEqualTo(fragment ? Bundle.RESOLVED : Bundle.ACTIVE);
        }
        assertThat(osgi.bundle("io.netty.transport-native-epoll.linux-x86_64").getState()).isEqualTo(Bundle.RESOLVED);
        assertThat(osgi.bundle("io.awd.logging").getState()).isEqualTo(Bundle.RESOLVED);
    }

    @Test
    void everyComponentIsSatisfiedExceptTheOneThatNeedsTheLauncher() {
        allSatisfied();
        assertThat(missing().get(STARTUP)).doesNotContain("container").isNotEmpty();
        assertThat(active()).containsAll(TYPES).containsAll(CORE).contains("io.awd.jmx/JmxDoor");
    }

    /** The container holds the types: they are not only satisfied but there. */
    private static Set<String> active() {
        return components.getComponentDescriptionDTOs().stream().flatMap(d -> components.getComponentConfigurationDTOs(d).stream())
                .filter(c -> c.state == ComponentConfigurationDTO.ACTIVE).map(ComponentsIT::name).collect(Collectors.toSet());
    }

    @Test
    void withoutCoreAllThatNeedsTheContainerIsUnsatisfiedAndComesBackWithIt() throws Exception {
        allSatisfied();
        osgi.bundle("io.awd.core").stop();
        try {
            Eventually.holds(() -> {
                assertThat(unsatisfied()).containsExactlyInAnyOrder("io.awd.watchdog/InfoWatchdogs", "io.awd.jmx/JmxDoor", STARTUP);
                return assertThat(satisfied()).containsExactlyInAnyOrderElementsOf(
                        Stream.concat(TYPES.stream(), Stream.of("io.awd.shell/AwdFunctions")).toList());
            });
            assertThat(missing().get(STARTUP)).contains("container");
            assertThat(ObjectDoor.of(osgi)).isEmpty();
            assertThat(commands()).contains("watchdog-pause", "info").doesNotContain("object-add", "object-del", "chardev-add", "qom-list", "qom-get", "qom-set");
        } finally {
            osgi.bundle("io.awd.core").start();
        }
        allSatisfied();
        assertThat(commands()).contains("object-add", "info");
    }

    /** What AWD adds to Gogo besides help. */
    private static Set<String> commands() throws Exception {
        var functions = osgi.context().getAllServiceReferences("org.apache.felix.service.command.Function", "(osgi.command.scope=awd)");
        return Stream.of(functions).flatMap(f -> Stream.of((String[]) f.getProperty("osgi.command.function"))).filter(name -> !name.equals("help"))
                .collect(Collectors.toSet());
    }

    @Test
    void withoutChardevsOnlyTheirOwnComponentsGo() throws Exception {
        onlyItsOwnGo("io.awd.chardev");
    }

    @Test
    void withoutTheWatchdogOnlyItsOwnComponentsGo() throws Exception {
        onlyItsOwnGo("io.awd.watchdog");
    }

    @Test
    void withoutTheOptScriptOnlyItsOwnComponentGoes() throws Exception {
        onlyItsOwnGo("io.awd.optscript");
    }

    @Test
    void withoutTheRawNotifierOnlyItsOwnComponentGoes() throws Exception {
        onlyItsOwnGo("io.awd.notifier.chardev");
    }

    @Test
    void withoutGogoOnlyTheShellTypeIsUnsatisfied() throws Exception {
        allSatisfied();
        Bundle gogo = osgi.bundle("org.apache.felix.gogo.runtime");
        gogo.stop();
        try {
            Eventually.holds(() -> assertThat(unsatisfied()).containsExactlyInAnyOrder("io.awd.shell/ShellType", STARTUP));
        } finally {
            gogo.start();
        }
        allSatisfied();
    }

    @Test
    void instancesArePendingWhileTheirBundleIsStoppedAndComeBack() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "system_reset\n");
        ObjectDoor door = container();
        door.chardev("socket,id=h,host=127.0.0.1,port=0,server=on,wait=off");
        door.chardev("null,id=n");
        door.object("advanced-watchdog,id=w,awd_node=h,notification_node=n,opt_script=" + script);
        try {
            pendingWhileStopped("io.awd.chardev", "socket h", "null n");
            pendingWhileStopped("io.awd.watchdog", "advanced-watchdog w");
            pendingWhileStopped("io.awd.optscript", "opt-script w");
            pendingWhileStopped("io.awd.notifier.chardev", "notifier-chardev n");
        } finally {
            door.delete("OBJECT", "w");
            door.delete("CHARDEV", "n");
            door.delete("CHARDEV", "h");
        }
    }

    private static void pendingWhileStopped(String bundle, String... pending) throws BundleException {
        ObjectDoor door = container();
        osgi.bundle(bundle).stop();
        try {
            assertThat(door.pending()).as("without %s", bundle).containsExactly(pending);
        } finally {
            osgi.bundle(bundle).start();
        }
        Eventually.holds(() -> {
            assertThat(door.pending()).isEmpty();
            return assertThat(door.get("OBJECT", "w", "ready")).isEqualTo("true");
        });
    }
}
