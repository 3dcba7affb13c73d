package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.notifier.Notifier;
import io.awd.api.notifier.Outcome;
import io.awd.api.notifier.Step;
import io.awd.api.object.Attribute;
import io.awd.api.object.AwdException;
import io.awd.api.object.Checked;
import io.awd.api.object.ContainerListener;
import io.awd.api.object.Creation;
import io.awd.api.object.Definition;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.Link;
import io.awd.api.object.ObjectType;
import io.awd.api.object.ObjectView;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

class ContainerTest {
    record ChardevProperties(@Property(text = "t", defaultValue = "off") boolean server, @Property(text = "t", defaultValue = "off") boolean fail) {
    }

    record WatchdogProperties(@Property(text = "t", required = true, link = Chardev.class) List<String> awdNode,
            @Property(text = "t", link = Notifier.class, part = "notifier-chardev") List<String> notificationNode,
            @Property(text = "t", link = IoThread.class) Optional<String> iothread,
            @Property(text = "t", link = Instance.class) List<String> needs,
            @Property(text = "t", defaultValue = "one,two", words = true) List<String> words,
            @Property(text = "t", defaultValue = "5", settable = true) long timeout, @Property(text = "t", secret = true) Optional<String> word) {
    }

    record NotifierProperties(@Property(text = "t", required = true, link = Chardev.class) String chardev) {
    }

    record Status(@Attribute(text = "t") String version) {
    }

    private static final class FakeChardev implements Chardev, Instance<ChardevProperties> {
        private final Life life;

        FakeChardev(Life life) {
            this.life = life;
        }

        @Override
        public Record status() {
            return life.status();
        }

        @Override
        public void close() {
            life.close();
        }

        @Override
        public String filename() {
            return "fake";
        }

        @Override
        public boolean connected() {
            return true;
        }

        @Override
        public Attachment attach(Reader reader, IoThread thread) throws AwdException {
            throw new AwdException("no");
        }

        @Override
        public Writer writer() throws AwdException {
            throw new AwdException("no");
        }
    }

    private record FakeNotifier(Life life) implements Notifier, Instance<NotifierProperties> {
        @Override
        public Record status() {
            return life.status();
        }

        @Override
        public void close() {
            life.close();
        }

        @Override
        public Syntax syntax() {
            return Syntax.RAW;
        }

        @Override
        public Optional<String> notReady() {
            return Optional.empty();
        }

        @Override
        public CompletionStage<Outcome> send(Step step) {
            return CompletableFuture.completedStage(new Outcome(Outcome.Result.SENT, ""));
        }
    }

    private record FakeWatchdog(Life life, Creation<WatchdogProperties> creation) implements Instance<WatchdogProperties> {
        @Override
        public Record status() {
            return life.status();
        }

        @Override
        public void set(WatchdogProperties properties) throws AwdException {
            if (properties.timeout() == 13) {
                throw new AwdException("not 13");
            }
            life.log("set " + properties.timeout());
        }

        @Override
        public void relinked(String property) {
            boolean there = creation.links(property, Object.class).stream().map(Link::target).allMatch(Optional::isPresent);
            life.log("relinked " + property + (there ? " back" : " gone"));
        }

        @Override
        public Map<String, String> suspend() {
            life.log("suspend");
            life.ended = true;
            return Map.of("remembered", life.version);
        }

        @Override
        public Map<String, String> memento() {
            return Map.of("lives", life.ended ? "no more" : life.version);
        }

        @Override
        public void close() {
            life.close();
        }
    }

    private static final class Life {
        private final List<String> happened;
        private final String id;
        private final String version;
        private volatile boolean ended;

        Life(List<String> happened, String id, String version) {
            this.happened = happened;
            this.id = id;
            this.version = version;
            log("open");
        }

        void log(String what) {
            happened.add(id + " " + what);
        }

        Status status() {
            return new Status(version);
        }

        void close() {
            log("close");
        }
    }

    private interface Maker<P extends Record> {
        Instance<P> make(Life life, Creation<P> creation) throws AwdException;
    }

    private <P extends Record> ObjectType<P> type(Kind kind, String name, Class<P> properties, String version, Maker<P> maker) {
        return new ObjectType<>() {
            @Override
            public TypeDescription description() {
                return TypeDescription.of(kind, name, "", properties, Status.class);
            }

            @Override
            public Instance<P> create(Creation<P> creation) throws AwdException {
                mementos.add(creation.memento());
                return maker.make(new Life(happened, creation.id(), version), creation);
            }
        };
    }

    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final List<Map<String, String>> mementos = Collections.synchronizedList(new ArrayList<>());
    private final IoThreads ioThreads = new IoThreads();
    private final Container container = new Container(proxy(BundleContext.class, Map.of("getBundles", new Bundle[0])), ioThreads);
    private final ServiceReference<?> chardevs = service(1, "1.0");
    private final ServiceReference<?> watchdogs = service(2, "1.0");
    private final ServiceReference<?> notifiers = service(3, "1.0");
    private final ObjectType<WatchdogProperties> watchdogType = watchdogs("1.0");
    private final ObjectType<ChardevProperties> chardevType = type(Kind.CHARDEV, "socket", ChardevProperties.class, "1.0", (life, creation) -> {
        if (creation.properties().fail()) {
            life.log("refused");
            throw new AwdException("Failed to connect");
        }
        return new FakeChardev(life);
    });
    private final ObjectType<NotifierProperties> notifierType = type(Kind.PART, "notifier-chardev", NotifierProperties.class, "1.0",
            (life, creation) -> new FakeNotifier(life));

    private ObjectType<WatchdogProperties> watchdogs(String version) {
        return type(Kind.OBJECT, "advanced-watchdog", WatchdogProperties.class, version, (life, creation) -> {
            if (creation.properties().timeout() == 14) {
                throw new AwdException("not 14");
            }
            return new FakeWatchdog(life, creation);
        });
    }

    ContainerTest() {
        container.addType(service(0, "1.0"), new IoThreadType());
        container.addType(chardevs, chardevType);
        container.addType(watchdogs, watchdogType);
        container.addType(notifiers, notifierType);
    }

    @AfterEach
    void end() {
        container.deactivate();
        ioThreads.close();
    }

    private static ServiceReference<?> service(long bundle, String version) {
        Bundle of = proxy(Bundle.class, Map.of("getVersion", Version.parseVersion(version), "getBundleId", bundle));
        return proxy(ServiceReference.class, Map.of("getBundle", of, "getProperty", bundle));
    }

    private static <T> T proxy(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> switch (method.getName()) {
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            case "getProperty" -> arguments[0].equals("service.bundleid") ? answers.get("getProperty") : null;
            default -> answers.get(method.getName());
        }));
    }

    private void add(String... texts) throws AwdException {
        container.add(definitions(texts), 0);
    }

    private List<Checked> check(boolean connect, String... texts) throws AwdException {
        return container.check(definitions(texts), connect, 1000);
    }

    private static List<Definition> definitions(String... texts) throws AwdException {
        List<Definition> definitions = new ArrayList<>();
        for (String text : texts) {
            definitions.add(text.startsWith("socket") ? Definition.chardev(text) : Definition.object(text));
        }
        return definitions;
    }

    private void eventually(Runnable assertion) {
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private Optional<String> pending(Kind kind, String id) {
        try {
            return container.find(kind, id).pending();
        } catch (AwdException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anyOrderOfDefinitionsIsOpenedInTheOrderOfLinksListenersFirst() throws Exception {
        add("advanced-watchdog,id=w,awd_node=client,notification_node=out,iothread=io", "socket,id=client", "socket,id=out", "socket,id=listener,server=on",
                "iothread,id=io");
        assertThat(happened).containsExactly("listener open", "client open", "out open", "out open", "w open");
        assertThat(container.list(Kind.OBJECT)).extracting(ObjectView::id).containsExactly("w", "io");
    }

    @Test
    void oneThatFailsTakesAllOfThemBack() {
        assertThatThrownBy(() -> add("socket,id=a,server=on", "socket,id=b,fail=on", "advanced-watchdog,id=w,awd_node=a"))
                .isInstanceOf(AwdException.class).hasMessage("Failed to connect");
        assertThat(happened).containsExactly("a open", "b open", "b refused", "a close");
        assertThat(container.list(Kind.CHARDEV)).isEmpty();
        assertThat(container.list(Kind.OBJECT)).isEmpty();
        assertThat(container.list(Kind.PART)).isEmpty();
    }

    @Test
    void linksMustExistAndBeOfTheKind() throws Exception {
        assertThatThrownBy(() -> add("advanced-watchdog,id=w,awd_node=nope")).hasMessage("Device 'nope' not found");
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        assertThatThrownBy(() -> add("advanced-watchdog,id=v,awd_node=a,iothread=w")).hasMessage("Invalid parameter type for 'iothread', expected: iothread");
        assertThatThrownBy(() -> add("advanced-watchdog,id=v,awd_node=a,notification_node=nope")).hasMessage("Device 'nope' not found");
        assertThat(container.list(Kind.OBJECT)).hasSize(1);
    }

    @Test
    void severalIdsOrWordsMayStandInOneText() throws Exception {
        add("socket,id=a", "socket,id=b", "iothread,id=x", "iothread,id=y", "advanced-watchdog,id=w,awd_node=a,,b,needs=x,,y,words=one,,three",
                "advanced-watchdog,id=v,awd_node.0=a,awd_node.1=b");
        assertThat(container.get(Kind.OBJECT, "w", "awd_node")).isEqualTo(List.of("a", "b"));
        assertThat(container.get(Kind.OBJECT, "w", "words")).isEqualTo(List.of("one", "three"));
        assertThat(container.get(Kind.OBJECT, "v", "words")).isEqualTo(List.of("one", "two"));
        assertThatThrownBy(() -> container.delete(Kind.OBJECT, "y")).hasMessageContaining("is in use");
        assertThatThrownBy(() -> add("advanced-watchdog,id=u,awd_node=a,needs=x,,nope")).hasMessage("Device 'nope' not found");
        assertThatThrownBy(() -> add("advanced-watchdog,id=u,awd_node=a,needs=x,,")).hasMessage("Device '' not found");
    }

    /** It could never be deleted again. */
    @Test
    void whatNeedsItselfIsRefused() throws Exception {
        add("socket,id=a");
        assertThatThrownBy(() -> add("advanced-watchdog,id=w,awd_node=a,needs=w")).hasMessage("Parameter 'needs': 'w' needs 'w' itself");
        assertThatThrownBy(() -> add("advanced-watchdog,id=u,awd_node=a,needs=v", "advanced-watchdog,id=v,awd_node=a,needs=w",
                "advanced-watchdog,id=w,awd_node=a,needs=u")).hasMessage("Parameter 'needs': 'u' needs 'w' itself");
        assertThat(container.list(Kind.OBJECT)).isEmpty();
        add("advanced-watchdog,id=u,awd_node=a,needs=v", "advanced-watchdog,id=v,awd_node=a");
        container.delete(Kind.OBJECT, "u");
        container.delete(Kind.OBJECT, "v");
    }

    @Test
    void idsAreUniqueWithinTheirKind() throws Exception {
        add("socket,id=a");
        add("advanced-watchdog,id=a,awd_node=a");
        assertThatThrownBy(() -> add("socket,id=a")).hasMessage("Chardev with id 'a' already exists")
                .isInstanceOfSatisfying(AwdException.class, e -> assertThat(e.commandLine()).isEqualTo("Duplicate ID 'a' for chardev"));
        assertThatThrownBy(() -> add("iothread,id=a")).hasMessage("attempt to add duplicate property 'a' to object (type 'container')");
        assertThatThrownBy(() -> add("socket,id=b", "socket,id=b")).hasMessage("Chardev with id 'b' already exists");
        assertThat(container.list(Kind.CHARDEV)).hasSize(1);
    }

    @Test
    void whatIsLinkedToCannotBeDeleted() throws Exception {
        add("socket,id=a", "iothread,id=io", "advanced-watchdog,id=w,awd_node=a,iothread=io");
        assertThatThrownBy(() -> container.delete(Kind.CHARDEV, "a")).hasMessage("Chardev 'a' is busy");
        assertThatThrownBy(() -> container.delete(Kind.OBJECT, "io")).hasMessage("object 'io' is in use, can not be deleted");
        assertThatThrownBy(() -> container.delete(Kind.OBJECT, "nosuch")).hasMessage("object 'nosuch' not found");
        assertThatThrownBy(() -> container.delete(Kind.CHARDEV, "nosuch")).hasMessage("Chardev 'nosuch' not found");
        container.delete(Kind.OBJECT, "w");
        container.delete(Kind.CHARDEV, "a");
        container.delete(Kind.OBJECT, "io");
        assertThat(happened).containsExactly("a open", "w open", "w close", "a close");
    }

    @Test
    void aPartIsSharedAndGoesWithItsLastOwner() throws Exception {
        add("socket,id=a", "socket,id=out", "advanced-watchdog,id=v,awd_node=a,notification_node=out", "advanced-watchdog,id=w,awd_node=a,notification_node=out");
        assertThat(container.list(Kind.PART)).hasSize(1);
        container.delete(Kind.OBJECT, "v");
        assertThat(container.list(Kind.PART)).hasSize(1);
        container.delete(Kind.OBJECT, "w");
        assertThat(container.list(Kind.PART)).isEmpty();
        container.delete(Kind.CHARDEV, "out");
    }

    @Test
    void propertiesAreReadAndSet() throws Exception {
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        assertThat(container.get(Kind.OBJECT, "w", "timeout")).isEqualTo(5L);
        assertThat(container.get(Kind.OBJECT, "w", "version")).isEqualTo("1.0");
        container.set(Kind.OBJECT, "w", "timeout", "7");
        assertThat(container.get(Kind.OBJECT, "w", "timeout")).isEqualTo(7L);
        assertThatThrownBy(() -> container.set(Kind.OBJECT, "w", "timeout", "13")).hasMessage("not 13");
        assertThatThrownBy(() -> container.set(Kind.OBJECT, "w", "timeout", "x")).hasMessage("Parameter 'timeout' expects a uint64 value");
        assertThatThrownBy(() -> container.set(Kind.OBJECT, "w", "awd_node", "b"))
                .hasMessage("Property 'advanced-watchdog.awd_node' can not be changed at run time");
        assertThatThrownBy(() -> container.set(Kind.OBJECT, "w", "version", "2")).hasMessage("Property 'advanced-watchdog.version' is not writable");
        assertThatThrownBy(() -> container.get(Kind.OBJECT, "w", "nope")).hasMessage("Property 'advanced-watchdog.nope' not found");
        assertThat(container.get(Kind.OBJECT, "w", "timeout")).isEqualTo(7L);
    }

    @Test
    void whenABundleLeavesItsInstancesArePendingAndComeBackWithWhatTheyRemember() throws Exception {
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        container.removeType(watchdogs, watchdogType);
        assertThat(container.find(Kind.OBJECT, "w").pending()).contains("no bundle provides the type 'advanced-watchdog'");
        assertThatThrownBy(() -> add("advanced-watchdog,id=v,awd_node=a")).hasMessage("Parameter 'qom-type' does not accept value 'advanced-watchdog'");
        container.addType(watchdogs, watchdogType);
        eventually(() -> assertThat(pending(Kind.OBJECT, "w")).isEmpty());
        assertThat(mementos.get(mementos.size() - 1)).containsEntry("remembered", "1.0");
        assertThat(happened).containsExactly("a open", "w open", "w suspend", "w open");
    }

    /** What it did before it was there had nobody to be remembered by. */
    @Test
    void whatLivesIsOnRecordAtOnce(@TempDir Path folder) throws Exception {
        container.addState(folder);
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        assertThat(Files.readAllLines(folder.resolve("objects"))).contains("w lives=1.0");
        container.removeState(folder);
    }

    @Test
    void whatHappenedUntilItsBundleLeftIsOnRecord(@TempDir Path folder) throws Exception {
        container.addState(folder);
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        container.removeType(watchdogs, watchdogType);
        assertThat(Files.readAllLines(folder.resolve("objects"))).last().isEqualTo("w lives=no+more");
        container.removeState(folder);
    }

    @Test
    void whatCouldNotBeAddedLeavesTheRecordAsItWas(@TempDir Path folder) throws Exception {
        container.addState(folder);
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        container.removeState(folder);
        container.delete(Kind.OBJECT, "w");
        container.addState(folder);
        assertThatThrownBy(() -> add("advanced-watchdog,id=v,awd_node=a", "advanced-watchdog,id=w,awd_node=a", "advanced-watchdog,id=x,awd_node=a,timeout=14"))
                .hasMessage("not 14");
        container.removeState(folder);
        List<String> lines = Files.readAllLines(folder.resolve("objects"));
        assertThat(lines.subList(lines.indexOf("v lives=1.0"), lines.size())).contains("v");
        assertThat(lines.stream().filter(line -> line.startsWith("w")).reduce((first, last) -> last)).contains("w lives=1.0");
        add("advanced-watchdog,id=v,awd_node=a");
        assertThat(mementos.get(mementos.size() - 1)).isEmpty();
    }

    @Test
    void aSecretIsNotShownWhileItsBundleIsAway() throws Exception {
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a,word=geheim");
        assertThat(container.find(Kind.OBJECT, "w").properties()).doesNotContainKey("word");
        container.removeType(watchdogs, watchdogType);
        assertThat(container.find(Kind.OBJECT, "w").properties()).doesNotContainKey("word").containsEntry("awd_node", "a");
    }

    @Test
    void aTrialOpensOnlyWhatScriptsGoToAndLeavesNothing() throws Exception {
        assertThat(check(true, "socket,id=a,server=on", "socket,id=out", "advanced-watchdog,id=w,awd_node=a,notification_node=out")).isEmpty();
        assertThat(happened).containsExactly("out open", "out open", "out close", "out close");
        happened.clear();
        assertThat(check(true, "socket,id=out,fail=on", "socket,id=a", "advanced-watchdog,id=w,awd_node=a,notification_node=out"))
                .extracting(Checked::id, Checked::good, Checked::text).containsExactly(tuple("out", false, "Failed to connect"),
                        tuple("out", false, "chardev out cannot be had"));
        happened.clear();
        check(false, "socket,id=a", "socket,id=out", "advanced-watchdog,id=w,awd_node=a");
        assertThat(happened).isEmpty();
        assertThatThrownBy(() -> check(false, "advanced-watchdog,id=w,awd_node=a")).hasMessage("Device 'a' not found");
        assertThat(container.list(Kind.OBJECT)).isEmpty();
        assertThat(container.list(Kind.CHARDEV)).isEmpty();
    }

    @Test
    void usersAreToldWhenWhatTheyLinkToGoesAndComes() throws Exception {
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        container.removeType(chardevs, chardevType);
        container.addType(chardevs, chardevType);
        eventually(() -> assertThat(happened).containsExactly("a open", "w open", "w relinked awd_node gone", "a close", "a open", "w relinked awd_node back"));
    }

    @Test
    void aPendingObjectCanBeDeleted() throws Exception {
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        container.removeType(watchdogs, watchdogType);
        container.delete(Kind.OBJECT, "w");
        container.delete(Kind.CHARDEV, "a");
        container.addType(watchdogs, watchdogType);
        assertThat(container.list(Kind.OBJECT)).isEmpty();
    }

    @Test
    void theNewerOfTwoBundlesTakesOverAndTheOlderTakesUpWhenItLeaves() throws Exception {
        add("socket,id=a", "advanced-watchdog,id=w,awd_node=a");
        ServiceReference<?> newer = service(9, "2.0");
        ObjectType<WatchdogProperties> newerType = watchdogs("2.0");
        container.addType(newer, newerType);
        eventually(() -> assertThat(version()).isEqualTo("2.0"));
        container.removeType(newer, newerType);
        eventually(() -> assertThat(version()).isEqualTo("1.0"));
    }

    private Object version() {
        try {
            return container.get(Kind.OBJECT, "w", "version");
        } catch (AwdException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aListenerThatComesLateIsToldWhatIsThere() throws Exception {
        add("socket,id=a");
        List<String> told = new ArrayList<>();
        ContainerListener listener = new ContainerListener() {
            @Override
            public void live(ObjectView object) {
                told.add("live " + object.id());
            }

            @Override
            public void gone(ObjectView object) {
                told.add("gone " + object.id());
            }
        };
        container.addListener(listener);
        add("socket,id=b");
        container.delete(Kind.CHARDEV, "a");
        container.removeListener(listener);
        container.delete(Kind.CHARDEV, "b");
        assertThat(told).containsExactly("live a", "live b", "gone a");
    }

    @Test
    void aStopClosesUsersBeforeWhatTheyUse() throws Exception {
        add("advanced-watchdog,id=w,awd_node=a,notification_node=out", "socket,id=a", "socket,id=out");
        happened.clear();
        container.deactivate();
        assertThat(happened.get(0)).isEqualTo("w close");
        assertThat(happened).containsExactlyInAnyOrder("w close", "out close", "out close", "a close");
    }

    @Test
    void thousandsAreMadeInSecondsAndTheCostIsLinear() throws Exception {
        List<Definition> definitions = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            definitions.add(Definition.chardev("socket,id=c" + i));
            definitions.add(Definition.object("advanced-watchdog,id=w" + i + ",awd_node=c" + i));
        }
        long start = System.nanoTime();
        container.add(definitions, 0);
        assertThat(container.list(Kind.OBJECT)).hasSize(10_000);
        assertThat((System.nanoTime() - start) / 1_000_000).as("ms").isLessThan(30_000);
    }
}
