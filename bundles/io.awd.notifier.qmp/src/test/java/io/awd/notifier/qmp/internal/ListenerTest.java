package io.awd.notifier.qmp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.health.VirtualMachine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of the machine to those who listen. */
class ListenerTest {
    private static final long WITHIN = 3000;
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;
    private final Recorder recorder = new Recorder();

    private QmpNotifier listening() throws Exception {
        QmpNotifier notifier = bench.ready();
        notifier.listen(recorder, WITHIN);
        assertThat(recorder.told()).containsExactly("running");
        return notifier;
    }

    /** The question that an event brings, answered. */
    private void learns(String state) {
        bench.thread.advance(Pulse.SOON_MILLIS);
        monitor.returns("{\"status\": \"" + state + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "RESUME", "RESET", "SHUTDOWN", "SUSPEND", "WAKEUP", "MIGRATION", "GUEST_PANICKED", "COLO_EXIT"})
    void anEventComesWithItsScalars(String name) throws Exception {
        listening();
        monitor.event(name, "{\"guest\": true, \"reason\": \"guest-reset\", \"n\": -1.50, \"none\": null, \"info\": {\"type\": \"hyper-v\"}, \"list\": [1]}");
        assertThat(recorder.told()).startsWith(name + "{guest=true, reason=guest-reset, n=-1.50}");
    }

    @Test
    void othersAreNotTold() throws Exception {
        QmpNotifier notifier = listening();
        for (String name : List.of("BLOCK_JOB_READY", "stop", "", "MIGRATION_PASS", "BLOCK_IO_ERROR")) {
            monitor.event(name, "{\"pass\": 1}");
        }
        monitor.says("{\"event\": {\"a\": 1}}", "{\"event\": null}");
        assertThat(recorder.told()).isEmpty();
        assertThat(notifier.status().events()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "\"text\"", "[]", "[{\"guest\": true}]", "null", "true", "{\"guest\": {}}"})
    void anEventWhoseDataIsNoneIsToldAll(String data) throws Exception {
        QmpNotifier notifier = listening();
        monitor.event("RESET", data);
        monitor.says("{\"event\": \"SUSPEND\"}");
        assertThat(recorder.told()).containsExactly("RESET{}", "SUSPEND{}", "suspended");
        assertThat(notifier.ready()).isTrue();
    }

    @Test
    void aLongEventIsCutAndBreaksNothing() throws Exception {
        Deque<Runnable> elsewhere = new ArrayDeque<>();
        bench.elsewhere = elsewhere::add;
        QmpNotifier notifier = bench.ready();
        List<Map<String, String>> came = new ArrayList<>();
        Recorder rest = new Recorder();
        notifier.listen(rest, WITHIN);
        notifier.listen(new VirtualMachine.Listener() {
            @Override
            public void event(String name, Map<String, String> data) {
                came.add(data);
            }

            @Override
            public void runState(String state) {
                // the other one tells
            }

            @Override
            public void lost(String why) {
                // the other one tells
            }
        }, WITHIN);
        StringBuilder many = new StringBuilder("{\"reason\": \"" + "x".repeat(100_000) + "\", \"" + "n".repeat(5000) + "\": 1");
        for (int i = 0; i < 50_000; i++) {
            many.append(", \"m").append(i).append("\": ").append(i);
        }
        monitor.event("GUEST_PANICKED", many.append("}").toString());
        monitor.event("SHUTDOWN", "{\"guest\": true}");
        assertThat(came).isEmpty();
        elsewhere.remove().run();
        assertThat(came).hasSize(2);
        assertThat(came.get(0)).hasSize(32).containsEntry("reason", "x".repeat(Tally.KEPT)).containsEntry("m0", "0")
                .allSatisfy((name, value) -> assertThat(name.length() + value.length()).isLessThanOrEqualTo(2 * Tally.KEPT));
        assertThat(came.get(1)).containsExactly(Map.entry("guest", "true"));
        assertThat(rest.told()).hasSize(4).endsWith("SHUTDOWN{guest=true}", "shutdown");
        assertThat(notifier.ready()).isTrue();
        assertThat(monitor.disconnects).isZero();
    }

    @Test
    void aRunStateIsToldWhenItIsAnother() throws Exception {
        QmpNotifier notifier = bench.open();
        notifier.listen(recorder, WITHIN);
        assertThat(recorder.told()).isEmpty();
        monitor.connect();
        monitor.says(FakeMonitor.GREETING);
        monitor.returns("{}");
        monitor.returns("{\"status\": \"prelaunch\"}");
        assertThat(recorder.told()).containsExactly("prelaunch");
        bench.thread.advance(WITHIN / 3);
        monitor.returns("{\"status\": \"prelaunch\"}");
        assertThat(recorder.told()).isEmpty();
        bench.thread.advance(WITHIN / 3);
        monitor.returns("{\"status\": \"running\"}");
        assertThat(recorder.told()).containsExactly("running");
        monitor.event("SUSPEND");
        monitor.event("WAKEUP");
        monitor.event("WAKEUP");
        assertThat(recorder.told()).containsExactly("SUSPEND{}", "suspended", "WAKEUP{}", "running", "WAKEUP{}");
        learns("running");
        assertThat(recorder.told()).isEmpty();
        bench.thread.advance(WITHIN / 3);
        monitor.returns("[]");
        assertThat(recorder.told()).as("what is not known is not told").isEmpty();
        Recorder late = new Recorder();
        notifier.listen(late, WITHIN);
        assertThat(late.told()).containsExactly("running");
        assertThat(notifier.runState()).isEqualTo("running");
    }

    @Test
    void whyItStoppedIsOnlyKnownFromTheAnswer() throws Exception {
        QmpNotifier notifier = listening();
        monitor.event("STOP");
        assertThat(recorder.told()).containsExactly("STOP{}");
        assertThat(notifier.runState()).isEqualTo("running");
        assertThat(notifier.status().runState()).isEqualTo("paused");
        monitor.event("MIGRATION", "{\"status\": \"completed\"}");
        assertThat(recorder.told()).containsExactly("MIGRATION{status=completed}");
        learns("finish-migrate");
        assertThat(recorder.told()).containsExactly("finish-migrate");
        assertThat(notifier.runState()).isEqualTo("finish-migrate");
        monitor.event("RESUME");
        assertThat(recorder.told()).containsExactly("RESUME{}", "running");
        learns("running");
    }

    @Test
    void aShortCheckpointIsNoOtherRunState() throws Exception {
        listening();
        for (int i = 0; i < 5; i++) {
            monitor.event("STOP");
            monitor.event("RESUME");
            learns("running");
        }
        assertThat(recorder.told()).containsOnly("STOP{}", "RESUME{}").hasSize(10);
    }

    @Test
    void aLostConnectionIsToldOnceAndTheNextBeginsAnew() throws Exception {
        QmpNotifier notifier = listening();
        monitor.hangUp();
        assertThat(recorder.told()).containsExactly("lost: connection lost");
        assertThat(notifier.runState()).isEmpty();
        monitor.connect();
        monitor.says("not QMP");
        monitor.connect();
        monitor.hangUp();
        assertThat(recorder.told()).as("of these nothing was known").isEmpty();
        monitor.sent().clear();
        monitor.ready();
        assertThat(recorder.told()).containsExactly("running");
        monitor.says("garbage");
        assertThat(recorder.told()).containsExactly("lost: it does not speak QMP, but says 'garbage'");
    }

    @Test
    void atTheTimeOfACallTheNotifierSaysTheSame() throws Exception {
        QmpNotifier notifier = bench.open();
        List<String> seen = new ArrayList<>();
        notifier.listen(new VirtualMachine.Listener() {
            private void look() {
                seen.add(notifier.runState() + "|" + notifier.unwell(bench.thread.nanoTime()).orElse("well") + "|" + bench.thread.inThread());
            }

            @Override
            public void event(String name, Map<String, String> data) {
                look();
            }

            @Override
            public void runState(String state) {
                look();
            }

            @Override
            public void lost(String why) {
                look();
            }
        }, WITHIN);
        monitor.ready();
        monitor.event("RESET");
        monitor.hangUp();
        assertThat(seen).containsExactly("running|well|true", "running|well|true", "|not connected|true");
    }

    @Test
    void itIsToldOnOverAnotherChardevUntilTheEnd() throws Exception {
        QmpNotifier notifier = listening();
        bench.chardev = Optional.empty();
        notifier.relinked("chardev");
        assertThat(recorder.told()).containsExactly("lost: its chardev is not there");
        FakeMonitor next = new FakeMonitor(bench.thread);
        bench.chardev = Optional.of(next);
        notifier.relinked("chardev");
        next.ready();
        next.event("RESET", "{\"guest\": false}");
        assertThat(recorder.told()).containsExactly("running", "RESET{guest=false}");
        notifier.suspend();
        notifier.close();
        assertThat(recorder.told()).containsExactly("lost: it has ended");
        assertThat(bench.thread.timers()).isZero();
    }

    @Test
    void nothingIsToldAfterItsEnd() throws Exception {
        QmpNotifier notifier = bench.ready();
        Recorder other = new Recorder();
        Runnable end = notifier.listen(recorder, WITHIN);
        notifier.listen(other, WITHIN);
        end.run();
        end.run();
        recorder.told();
        monitor.event("SUSPEND");
        monitor.hangUp();
        monitor.sent().clear();
        monitor.ready();
        assertThat(recorder.told()).isEmpty();
        assertThat(other.told()).containsExactly("running", "SUSPEND{}", "suspended", "lost: connection lost", "running");
    }

    @Test
    void anEndCountsBeforeTheLoopHasSeenIt() throws Exception {
        QmpNotifier notifier = bench.ready();
        Runnable[] end = new Runnable[1];
        bench.thread.execute(() -> {
            end[0] = notifier.listen(recorder, WITHIN);
            end[0].run();
        });
        monitor.event("RESET");
        assertThat(recorder.told()).isEmpty();
        end[0] = notifier.listen(recorder, WITHIN);
        recorder.told();
        bench.thread.execute(() -> {
            // what is about to be told stands before what clears its place
            monitor.event("RESET");
            end[0].run();
        });
        assertThat(recorder.told()).isEmpty();
    }

    @Test
    void oneMayEndItselfAndBringAnotherDuringACall() throws Exception {
        QmpNotifier notifier = bench.ready();
        Recorder next = new Recorder();
        List<String> told = new ArrayList<>();
        Runnable[] end = new Runnable[1];
        end[0] = notifier.listen(new VirtualMachine.Listener() {
            @Override
            public void event(String name, Map<String, String> data) {
                told.add(name);
                end[0].run();
                notifier.listen(next, WITHIN);
            }

            @Override
            public void runState(String state) {
                told.add(state);
            }

            @Override
            public void lost(String why) {
                told.add(why);
            }
        }, WITHIN);
        monitor.event("SUSPEND");
        assertThat(told).containsExactly("running", "SUSPEND");
        assertThat(next.told()).containsExactly("suspended");
    }

    @Test
    void oneThatFailsCostsNothingElse() throws Exception {
        QmpNotifier notifier = bench.ready();
        notifier.listen(new VirtualMachine.Listener() {
            @Override
            public void event(String name, Map<String, String> data) {
                throw new IllegalStateException("event");
            }

            @Override
            public void runState(String state) {
                throw new NoClassDefFoundError("its bundle is gone");
            }

            @Override
            public void lost(String why) {
                throw new IllegalStateException("lost");
            }
        }, WITHIN);
        notifier.listen(recorder, WITHIN);
        monitor.event("SUSPEND");
        learns("suspended");
        assertThat(notifier.ready()).isTrue();
        monitor.hangUp();
        assertThat(recorder.told()).containsExactly("running", "SUSPEND{}", "suspended", "lost: connection lost");
        monitor.ready();
        assertThat(notifier.ready()).isTrue();
        assertThat(monitor.disconnects).isZero();
    }
}
