package io.awd.watchdog.internal;

import io.awd.api.health.VirtualMachine;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.Link;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/**
 * What the watched guest's virtual machine tells, as QEMU's events and run states, turned into what it means for the deadline. Called on the
 * notifier's event loop, acts on the watchdog's.
 */
final class VmWatch implements VirtualMachine.Listener {
    private static final Runnable NOTHING = () -> { };
    /** Run states in which a guest does not run though nothing is wrong with it (qapi/run-state.json). */
    private static final Set<String> HELD = Set.of("paused", "suspended", "inmigrate", "finish-migrate", "save-vm", "restore-vm", "prelaunch", "preconfig",
            "debug", "colo");
    /** Reasons of SHUTDOWN after which nobody is to be alarmed by silence; host-error and guest-panic are none. */
    private static final Set<String> ON_PURPOSE = Set.of("guest-shutdown", "guest-reset", "host-qmp-quit", "host-qmp-system-reset", "host-signal", "host-ui",
            "subsystem-reset");
    private final Optional<Link<VirtualMachine>> link;
    private final IoThread thread;
    private final StateMachine machine;
    private Optional<VirtualMachine> target = Optional.empty();
    private Runnable listening = NOTHING;
    private long within;
    private boolean checkpoint;

    VmWatch(Optional<Link<VirtualMachine>> link, IoThread thread, StateMachine machine) {
        this.link = link;
        this.thread = thread;
        this.machine = machine;
    }

    /** What stands behind the link may be another. */
    void relinked(long withinMillis) {
        Optional<VirtualMachine> now = link.flatMap(Link::target);
        if (!now.equals(target) || within != withinMillis) {
            listening.run();
            if (!now.equals(target)) {
                machine.untold("nothing is known of the VM: who told of it has gone");
            }
            target = now;
            within = withinMillis;
            listening = now.map(vm -> vm.listen(this, withinMillis)).orElse(NOTHING);
        }
    }

    /** Whether somebody is there who knows of the VM. */
    boolean tells() {
        return target.filter(vm -> !vm.runState().isEmpty()).isPresent();
    }

    void close() {
        listening.run();
        listening = NOTHING;
        target = Optional.empty();
    }

    /**
     * What a silence of the guest means.
     *
     * @param since signs of life of QEMU before that are too old
     */
    Optional<Cause> cause(long since) {
        if (target.isEmpty()) {
            return Optional.empty();
        }
        String id = link.orElseThrow().id();
        Optional<String> unwell = target.get().unwell(since);
        if (unwell.isPresent()) {
            return Optional.of(new Cause(Reason.QEMU_SILENT, id + ": " + unwell.get()));
        }
        String state = target.get().runState();
        return Optional.of(state.equals("guest-panicked") ? new Cause(Reason.GUEST_PANICKED, id + ": the guest has panicked")
                : new Cause(Reason.GUEST_SILENT, id + ": QEMU answers, the VM is " + state));
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            Heartbeat.LOG.debug("the iothread of a watchdog has ended", e);
        }
    }

    @Override
    public void event(String name, Map<String, String> data) {
        later(() -> {
            switch (name) {
                case "STOP" -> machine.hold("the VM is paused");
                case "SUSPEND" -> machine.hold("the guest is suspended");
                case "RESUME" -> machine.release(checkpoint ? Hold.Pardon.LENGTH : Hold.Pardon.FRESH, "the VM runs again");
                case "WAKEUP" -> machine.release(Hold.Pardon.GRACE, "the guest woke up");
                case "RESET" -> reset(data.getOrDefault("reason", "no reason told"));
                case "SHUTDOWN" -> shutdown(data.getOrDefault("reason", ""));
                case "GUEST_PANICKED" -> panicked(data.getOrDefault("action", "pause"));
                default -> Heartbeat.LOG.debug("{}: {} {}", link.orElseThrow().id(), name, data);
            }
        });
    }

    /** One that did not run does not run now either, and a state that stays the same is not told again. */
    private void reset(String reason) {
        machine.reset("the VM was reset (" + reason + ")", target.map(VirtualMachine::runState).filter(HELD::contains).map(state -> "the VM is " + state));
    }

    private void shutdown(String reason) {
        if (ON_PURPOSE.contains(reason)) {
            machine.ends("the VM shut down (" + reason + ")");
        }
    }

    /** A guest that goes on after its panic (it may be writing its memory to disk) is given the time that it has. */
    private void panicked(String action) {
        if (action.equals("run")) {
            machine.note("guest-panicked", "the guest panicked and goes on");
        } else {
            machine.fail(new Cause(Reason.GUEST_PANICKED, "the guest panicked"));
        }
    }

    @Override
    public void runState(String state) {
        later(() -> {
            if (HELD.contains(state)) {
                checkpoint = state.equals("colo");
                machine.hold(checkpoint ? "the VM is in a COLO checkpoint" : "the VM is " + state);
            } else if (state.equals("postmigrate")) {
                machine.ends("the VM has moved to another host");
            } else if (state.equals("shutdown")) {
                machine.ends("the VM is shut down");
            } else {
                boolean fresh = state.equals("running") && !checkpoint;
                checkpoint = false;
                machine.release(fresh ? Hold.Pardon.FRESH : Hold.Pardon.LENGTH, "the VM is " + state);
            }
        });
    }

    @Override
    public void lost(String why) {
        later(() -> machine.lost("nothing is known of the VM any more: " + why));
    }
}
