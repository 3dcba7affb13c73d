package io.awd.optscript.internal;

import io.awd.api.optscript.OptScript;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An incident on its way to its nodes: to all side by side, or to each when the one before is over. One after another it begins when no node of its has
 * an older incident any more, so that its first node is not served while the last of the older still is.
 */
final class Sending implements OptScript.Run {
    private final String incident;
    private final List<String> nodes;
    private final List<Delivery> deliveries;
    private final boolean serial;
    private final CompletionStage<Boolean> done;
    /** One after another: which node it is at. */
    private volatile int at;
    /** One after another: whether a step of a node before that one has begun. */
    private volatile boolean begun;
    private volatile Optional<String> takenBack = Optional.empty();

    /** @param over completes when all is over and on record */
    Sending(String incident, List<String> nodes, List<Delivery> deliveries, boolean serial, CompletionStage<Boolean> over) {
        this.incident = incident;
        this.nodes = nodes;
        this.deliveries = deliveries;
        this.serial = serial && deliveries.size() > 1;
        this.done = over;
    }

    List<String> nodes() {
        return nodes;
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    boolean serial() {
        return serial;
    }

    /** @param free for each delivery what completes when its node is free */
    void begin(List<CompletionStage<Void>> free) {
        if (serial) {
            whenOver(0);
            CompletableFuture.allOf(free.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new))
                    .thenAccept(all -> deliveries.get(0).begin());
        } else {
            for (int i = 0; i < deliveries.size(); i++) {
                Delivery delivery = deliveries.get(i);
                free.get(i).thenAccept(clear -> delivery.begin());
            }
        }
    }

    private void whenOver(int number) {
        if (number + 1 < deliveries.size()) {
            deliveries.get(number).done().thenAccept(end -> follow(number + 1, end));
        }
    }

    private void follow(int number, Delivery.End before) {
        Delivery delivery = deliveries.get(number);
        begun |= before.tried();
        // before it looks whether it was taken back: whoever takes it back looks in the other order
        at = number;
        Optional<String> hindrance = before.hindrance().or(() -> begun ? Optional.empty() : takenBack);
        whenOver(number);
        if (hindrance.isPresent()) {
            delivery.cancel(hindrance.get());
        } else {
            delivery.begin();
        }
    }

    /** A newer incident wants the node of that delivery. */
    void giveWay(Delivery delivery, String why) {
        if (serial) {
            cancel(why);
        } else {
            delivery.cancel(why);
        }
    }

    @Override
    public String incident() {
        return incident;
    }

    @Override
    public void cancel(String why) {
        if (!serial) {
            deliveries.forEach(delivery -> delivery.cancel(why));
            return;
        }
        takenBack = Optional.of(why);
        int now = at;
        if (!begun) {
            deliveries.get(now).cancel(why);
        }
    }

    /** The steps under way are waited for; no other is sent. */
    void stop(String why) {
        deliveries.forEach(delivery -> delivery.stop(why));
    }

    @Override
    public CompletionStage<Boolean> done() {
        return done;
    }
}
