package io.awd.watchdog.internal;

import io.awd.api.notifier.Notifier;
import io.awd.api.object.Link;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the watchdogs could act. Each look asks the notification nodes, which many share; it goes to all watchdogs only when a node answers otherwise
 * than before or something else was stirred, each time to those of which something may have to be told soon, and to the rest in turn: thousands of watchdogs
 * are more memory than a processor has at hand, and the messages that arrive would have to wait for theirs again. On one thread but for {@link #stir}.
 */
final class Readiness {
    /** In so many looks each watchdog has its turn. */
    static final int TURNS = 10;
    private static final Logger LOG = LoggerFactory.getLogger("awd.watchdog");
    private static final int LOOKS_AT_ONCE = 16;
    private final Collection<Watchdog> live;
    private final AtomicBoolean stirred = new AtomicBoolean(true);
    private List<Link<Notifier>> nodes = List.of();
    private List<Answer> answers = List.of();
    private Set<Watchdog> uneasy = Set.of();
    private int turn;
    private int looked;

    /** What a node says of itself. */
    private record Answer(Optional<Notifier> node, Optional<String> why) {
        static Answer of(Link<Notifier> link) {
            Optional<Notifier> node = Optional.empty();
            try {
                node = link.target();
                return new Answer(node, node.flatMap(Notifier::notReady));
            } catch (RuntimeException | Error e) {
                return new Answer(node, Optional.of(e.toString()));
            }
        }
    }

    /** @param live a view of the watchdogs that live */
    Readiness(Collection<Watchdog> live) {
        this.live = live;
    }

    /** Something changed with which a watchdog could act, or which watchdogs there are: the next look goes to all of them. Any thread. */
    void stir() {
        stirred.set(true);
    }

    /** One look; a second after the last. */
    void look() {
        try {
            Set<Watchdog> before = uneasy;
            uneasy = new HashSet<>();
            boolean all = news();
            turn = (turn + 1) % TURNS;
            int place = 0;
            for (Watchdog watchdog : live) {
                if (all || place++ % TURNS == turn && !before.contains(watchdog)) {
                    look(watchdog);
                }
            }
            if (!all) {
                before.forEach(this::look);
            }
        } catch (RuntimeException | Error e) {
            // also an error: what is thrown from here would be the last look
            stir();
            LOG.warn("cannot say who could act", e);
        }
    }

    private boolean news() {
        boolean other = stirred.getAndSet(false);
        if (other) {
            Map<Object, Link<Notifier>> found = new LinkedHashMap<>();
            // by what stands there: a chardev and an object may have the same id
            live.forEach(watchdog -> watchdog.scripts().nodes().forEach(link -> found.putIfAbsent(link.target().<Object>map(t -> t).orElse(link.id()), link)));
            nodes = List.copyOf(found.values());
        }
        List<Answer> now = nodes.stream().map(Answer::of).toList();
        other |= !now.equals(answers);
        answers = now;
        return other;
    }

    private void look(Watchdog watchdog) {
        if (!watchdog.lookWhetherReady()) {
            uneasy.add(watchdog);
        }
        if (++looked % LOOKS_AT_ONCE == 0) {
            // a deadline that passes meanwhile has the processor first
            Thread.yield();
        }
    }
}
