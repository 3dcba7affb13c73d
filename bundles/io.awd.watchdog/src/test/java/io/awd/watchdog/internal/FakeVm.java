package io.awd.watchdog.internal;

import io.awd.api.health.VirtualMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A virtual machine whose QEMU is the test; it answers at every moment unless it is told to be silent. */
final class FakeVm implements VirtualMachine {
    final List<Listener> listeners = new ArrayList<>();
    final List<Long> withins = new ArrayList<>();
    private final Bench bench;
    private Optional<Long> silentSince = Optional.empty();
    private Optional<String> obstacle = Optional.empty();
    private String state = "running";
    /** Whether nobody can listen to it. */
    boolean broken;

    FakeVm(Bench bench) {
        this.bench = bench;
    }

    void event(String name, String... data) {
        Map<String, String> map = data.length == 0 ? Map.of() : Map.of(data[0], data[1]);
        List.copyOf(listeners).forEach(listener -> listener.event(name, map));
        bench.loop.pass(0);
    }

    void is(String now) {
        // what stays the same is not told again
        if (!now.equals(state)) {
            state = now;
            List.copyOf(listeners).forEach(listener -> listener.runState(now));
        }
        bench.loop.pass(0);
    }

    /** It does not answer any more, but its connection stands. */
    void freezes() {
        silentSince = Optional.of(bench.loop.now());
    }

    void answers() {
        silentSince = Optional.empty();
        obstacle = Optional.empty();
        is("running");
    }

    void dies() {
        obstacle = Optional.of("not connected");
        state = "";
        List.copyOf(listeners).forEach(listener -> listener.lost("connection lost"));
        bench.loop.pass(0);
    }

    @Override
    public Optional<String> unwell(long since) {
        if (obstacle.isPresent()) {
            return obstacle;
        }
        return silentSince.filter(at -> at - since < 0).map(at -> "QEMU has not answered query-status");
    }

    @Override
    public String runState() {
        return state;
    }

    @Override
    public Runnable listen(Listener listener, long withinMillis) {
        if (broken) {
            throw new IllegalStateException("broken");
        }
        listeners.add(listener);
        withins.add(withinMillis);
        if (!state.isEmpty()) {
            listener.runState(state);
        }
        return () -> listeners.remove(listener);
    }
}
