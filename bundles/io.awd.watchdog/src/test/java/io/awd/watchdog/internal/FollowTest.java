package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.health.Health;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code follow}: we speak only while what we follow is well. */
class FollowTest {
    private static final String PULSE = "advanced-watchdog pulse";
    private static final String REPLY = "advanced-watchdog reply pulse";
    private static final String MUTE = "advanced-watchdog mute";
    private Bench bench;
    private Watchdog watchdog;

    private void start(String options) throws Exception {
        bench = new Bench("follow=vm0,pulse_interval=100,timeout=1000," + options);
        watchdog = bench.open();
        bench.line.connect();
    }

    private String mute() {
        return watchdog.status().mute().orElse("");
    }

    @Test
    void pulsesAndRepliesGoOutWhileItIsWell() throws Exception {
        start("server=off");
        bench.loop.pass(1000);
        bench.pulseArrives();
        assertThat(bench.line.sent).hasSize(12).contains(PULSE, REPLY).doesNotContain(MUTE);
        assertThat(mute()).isEmpty();
        assertThat(bench.events).doesNotContain("mute");
    }

    @Test
    void aQemuThatDiesMakesUsSilentAtOnce() throws Exception {
        start("server=off");
        bench.loop.pass(150);
        bench.line.sent.clear();
        bench.vm.dies();
        bench.loop.pass(5000);
        bench.pulseArrives();
        bench.pulseArrives();
        assertThat(bench.line.sent).as("one word that says why, and no life").containsExactly(MUTE);
        assertThat(mute()).isEqualTo("vm0: not connected");
        assertThat(bench.events).containsOnlyOnce("mute");
        bench.vm.answers();
        bench.loop.pass(0);
        assertThat(bench.line.sent).containsExactly(MUTE, PULSE);
        assertThat(mute()).isEmpty();
        assertThat(bench.events).containsOnlyOnce("unmute");
    }

    @Test
    void aQemuThatDoesNotAnswerMakesUsSilentAfterTheTimeout() throws Exception {
        start("server=on");
        bench.vm.freezes();
        bench.loop.pass(1000);
        assertThat(mute()).isEmpty();
        bench.line.sent.clear();
        bench.loop.pass(200);
        assertThat(mute()).contains("has not answered");
        assertThat(bench.line.sent).endsWith(MUTE);
        bench.loop.pass(10_000);
        assertThat(bench.line.sent).endsWith(MUTE);
    }

    @Test
    void runStatesThatAreNotWantedMakeUsSilent() throws Exception {
        start("follow_states=running+colo");
        bench.vm.is("paused");
        assertThat(mute()).isEqualTo("vm0: the VM is paused");
        bench.vm.is("colo");
        assertThat(mute()).isEmpty();
        bench.vm.is("guest-panicked");
        assertThat(mute()).isEqualTo("vm0: the VM is guest-panicked");
    }

    @Test
    void whatDoesNotRunOnPurposeIsNoSilenceButWhatFailedIs() throws Exception {
        start("");
        for (String state : new String[] {"colo", "paused", "suspended", "inmigrate", "finish-migrate", "postmigrate", "save-vm", "restore-vm", "running"}) {
            bench.vm.is(state);
            assertThat(mute()).as(state).isEmpty();
        }
        assertThat(bench.events).doesNotContain("mute");
        for (String state : new String[] {"io-error", "internal-error", "guest-panicked", "watchdog", "shutdown"}) {
            bench.vm.is(state);
            assertThat(mute()).isEqualTo("vm0: the VM is " + state);
        }
    }

    @Test
    void anotherWatchdogCanBeFollowed() throws Exception {
        bench = new Bench("follow=other,pulse_interval=100,timeout=1000");
        Optional<String>[] unwell = new Optional[] {Optional.empty()};
        bench.followed = (Health) since -> unwell[0];
        watchdog = bench.open();
        bench.line.connect();
        assertThat(bench.line.sent).containsExactly(PULSE);
        unwell[0] = Optional.of("its peer is expired");
        bench.loop.pass(500);
        assertThat(bench.line.sent).containsExactly(PULSE, MUTE);
        assertThat(mute()).isEqualTo("other: its peer is expired");
    }

    @Test
    void aQemuThatIsNotThereAtTheStartIsToldAfterTheTimeout() throws Exception {
        bench = new Bench("follow=vm0,pulse_interval=100,timeout=1000");
        bench.vm.dies();
        watchdog = bench.open();
        bench.line.connect();
        bench.loop.pass(900);
        assertThat(bench.line.sent).isEmpty();
        assertThat(bench.events).isEmpty();
        bench.loop.pass(300);
        assertThat(bench.events).containsExactly("mute");
        assertThat(bench.line.sent).containsExactly(MUTE);
    }

    @Test
    void aQemuThatAnswersSoonAfterTheStartIsNoNews() throws Exception {
        bench = new Bench("follow=vm0,pulse_interval=100,timeout=1000");
        bench.vm.dies();
        watchdog = bench.open();
        bench.line.connect();
        bench.loop.pass(300);
        bench.vm.answers();
        bench.loop.pass(0);
        assertThat(bench.line.sent).containsExactly(PULSE);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void whoIsMuteDoesNotSayThatItStopsOnPurpose() throws Exception {
        start("");
        bench.vm.dies();
        watchdog.close();
        assertThat(bench.line.sent).doesNotContain("advanced-watchdog stopping");
        assertThat(bench.vm.listeners).isEmpty();
    }

    @Test
    void whoIsNotMuteDoes() throws Exception {
        start("");
        watchdog.close();
        assertThat(bench.line.sent).endsWith("advanced-watchdog stopping");
    }

    @Test
    void aMutePeerIsNoLifeAndItsSilenceIsItsQemus() throws Exception {
        bench = new Bench("pulse_interval=100,timeout=1000,script.qemu_silent=q");
        watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
        bench.loop.pass(900);
        bench.line.send(Frame.MUTE);
        bench.loop.pass(100);
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.special("script.qemu-silent")).extracting(expiry -> expiry.reason()).containsExactly("qemu-silent");
        bench.pulseArrives();
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        assertThat(bench.scripts).as("it spoke since").extracting(expiry -> expiry.reason()).containsExactly("timeout");
    }
}
