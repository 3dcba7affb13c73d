package io.awd.optscript.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Whose turn it is at each node of a script: it has one delivery of the script at a time, and one that waits gives way to a newer. Any thread. */
final class Turns {
    /**
     * The last of a node.
     *
     * @param clear completes when it is over, and all before it are
     */
    private record Turn(Sending sending, Delivery delivery, CompletionStage<Void> clear) {
    }

    private static final CompletionStage<Void> NOW = CompletableFuture.completedStage(null);
    private final Map<String, Turn> last = new ConcurrentHashMap<>();

    /**
     * Puts itself behind all that is there, at all its nodes in one go: of two that wait for each other's nodes neither would ever begin.
     *
     * @return for each delivery what completes when its node is free
     */
    List<CompletionStage<Void>> take(Sending sending) {
        List<Turn> giveWay = new ArrayList<>();
        List<CompletionStage<Void>> free = new ArrayList<>();
        synchronized (this) {
            for (int i = 0; i < sending.nodes().size(); i++) {
                free.add(take(sending, sending.nodes().get(i), sending.deliveries().get(i), giveWay));
            }
        }
        giveWay.forEach(turn -> turn.sending.giveWay(turn.delivery, "a newer incident takes its place"));
        return free;
    }

    private CompletionStage<Void> take(Sending sending, String node, Delivery delivery, List<Turn> giveWay) {
        Optional<Turn> before = Optional.ofNullable(last.get(node));
        // a node that is named twice is served twice
        before.filter(turn -> turn.sending != sending).ifPresent(giveWay::add);
        CompletionStage<Void> free = before.map(Turn::clear).orElse(NOW);
        Turn turn = new Turn(sending, delivery, free.thenCombine(delivery.done(), (clear, end) -> clear));
        last.put(node, turn);
        turn.clear.thenAccept(clear -> last.remove(node, turn));
        return before.filter(own -> own.sending == sending && sending.serial()).map(own -> NOW).orElse(free);
    }
}
