package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectContainer;
import io.awd.api.object.ObjectView;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table over many. */
class InfoWatchdogsTest {
    private final List<String> asked = new ArrayList<>();

    /** A watchdog as the container shows it; what takes long to ask for may only be asked of one that is pending. */
    private static ObjectView view(String id, Optional<String> pending) {
        return proxy(ObjectView.class, (method, arguments) -> switch (method) {
            case "id" -> id;
            case "type" -> WatchdogType.NAME;
            case "pending" -> pending;
            case "properties" -> properties(id, pending);
            default -> throw new AssertionError(method + " of " + id);
        });
    }

    private static Map<String, Object> properties(String id, Optional<String> pending) {
        assertThat(pending).as("%s is pending", id).isPresent();
        return Map.of("notification_node", List.of("out"));
    }

    private interface Answer {
        Object to(String method, Object... arguments) throws AwdException;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private ObjectContainer container(List<ObjectView> objects) {
        return proxy(ObjectContainer.class, (method, arguments) -> switch (method) {
            case "list" -> objects;
            case "find" -> node(arguments);
            default -> throw new AssertionError(method);
        });
    }

    /** Two chardevs: out is connected, off is not; and an object that does not say whether it is ready. */
    private ObjectView node(Object... arguments) throws AwdException {
        asked.add(arguments[0] + " " + arguments[1]);
        Map<String, Object> status = switch (arguments[0] + " " + arguments[1]) {
            case "CHARDEV out" -> Map.of("connected", true);
            case "CHARDEV off" -> Map.of("connected", false);
            case "OBJECT quiet" -> Map.of();
            default -> throw new AwdException(arguments[1] + " not found");
        };
        return proxy(ObjectView.class, (method, none) -> switch (method) {
            case "status" -> status;
            case "pending" -> Optional.empty();
            default -> throw new AssertionError(method);
        });
    }

    private static Glance glance(String... nodes) {
        return new Glance(State.ALIVE, false, "2026-01-01T00:00:00.000Z", Optional.of(7L), Optional.empty(), 1, 2, 3, 4, List.of(nodes), true);
    }

    @Test
    void showsWhatIsAtHandAndAsksEachNodeOnce() throws AwdException {
        List<ObjectView> thousand = IntStream.range(0, 1000).mapToObj(i -> view("w" + i, Optional.empty())).toList();

        String table = new InfoWatchdogs(container(thousand), id -> Optional.of(glance("out"))).run(List.of());

        assertThat(table.lines()).hasSize(1001);
        assertThat(table.lines().toList().get(1).split(" {2,}")).containsExactly("w0", "alive", "2026-01-01T00:00:00.000Z", "7 ms", "-", "1", "2", "3", "4", "out", "yes");
        assertThat(asked).containsExactly(Kind.CHARDEV + " out");
    }

    @Test
    void showsWhatIsPendingOrJustGone() throws AwdException {
        List<ObjectView> both = Stream.of("a", "b").map(id -> view(id, Optional.of("its bundle is not there"))).toList();

        String table = new InfoWatchdogs(container(both), id -> Optional.empty()).run(List.of());

        assertThat(table.lines().skip(1)).allSatisfy(line -> assertThat(line.split(" {2,}")).containsExactly(line.substring(0, 1), "pending", "out", "no"));
    }

    @Test
    void saysWhoIsSilentTowardsItsPeer() throws AwdException {
        Glance mute = new Glance(State.ALIVE, true, "2026-01-01T00:00:00.000Z", Optional.of(7L), Optional.empty(), 1, 2, 3, 4, List.of(), true);
        assertThat(new InfoWatchdogs(container(List.of(view("w", Optional.empty()))), id -> Optional.of(mute)).run(List.of())).contains("alive, mute");
    }

    @Test
    void saysOfANodeThatItCouldNotBeSentTo() throws AwdException {
        String table = new InfoWatchdogs(container(List.of(view("w", Optional.empty()))), id -> Optional.of(glance("nosuch", "out", "off", "quiet"))).run(List.of());

        assertThat(table).contains("nosuch (not ready),out,off (not connected),quiet ");
        assertThat(asked).containsExactly("CHARDEV nosuch", "OBJECT nosuch", "CHARDEV out", "CHARDEV off", "CHARDEV quiet", "OBJECT quiet");
    }
}
