package io.awd.notifier.qmp.internal;

import io.awd.api.health.VirtualMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a listener was told, one line each, in order. */
final class Recorder implements VirtualMachine.Listener {
    private final List<String> told = new ArrayList<>();

    /** Since this was called last. */
    List<String> told() {
        List<String> all = List.copyOf(told);
        told.clear();
        return all;
    }

    @Override
    public void event(String name, Map<String, String> data) {
        told.add(name + data);
    }

    @Override
    public void runState(String state) {
        told.add(state);
    }

    @Override
    public void lost(String why) {
        told.add("lost: " + why);
    }
}
