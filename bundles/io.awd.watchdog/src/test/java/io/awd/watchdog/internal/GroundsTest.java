package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reasons by what the connections tell; scripts of our own stalls; groups of which one acts; probes that need no software on the other side. */
class GroundsTest {
    private Bench bench;
    private Watchdog watchdog;

    private void start(String options) throws Exception {
        bench = new Bench("pulse_interval=100,timeout=1000," + options);
        watchdog = bench.open();
        bench.line.connect();
        bench.pulseArrives();
    }

    private static List<String> reasons(Bench bench) {
        return bench.scripts.stream().map(expiry -> expiry.reason()).toList();
    }

    @Test
    void aConnectionThatWasClosedWithoutAWord() throws Exception {
        start("");
        bench.loop.pass(100);
        bench.line.hangUp();
        bench.loop.pass(900);
        assertThat(reasons(bench)).containsExactly("peer-ended");
    }

    @Test
    void aConnectionThatStandsOrThatWeGaveUpOurselves() throws Exception {
        start("");
        bench.loop.pass(1000);
        bench.pulseArrives();
        bench.loop.pass(950);
        bench.line.hangUp();
        bench.loop.pass(50);
        assertThat(reasons(bench)).as("TCP's user timeout ends a connection near the deadline").containsExactly("timeout", "timeout");
    }

    @Test
    void severalPathsThatAreAllSilent() throws Exception {
        start("awd_node=h1+h2");
        bench.second.connect();
        bench.loop.pass(1000);
        assertThat(reasons(bench)).containsExactly("all-paths");
        bench.pulseArrives();
        bench.line.hangUp();
        bench.second.hangUp();
        bench.loop.pass(1000);
        assertThat(reasons(bench)).containsExactly("all-paths", "peer-ended");
    }

    @Test
    void theScriptOfAReasonGoesInsteadOfTheOther() throws Exception {
        start("vm=vm0,script.guest_silent=a,repeat=again,repeat_delay=1000,repeat_max=1");
        bench.loop.pass(1000);
        bench.loop.pass(1000);
        assertThat(bench.special("script.guest-silent")).extracting(expiry -> expiry.reason()).as("a repeat is the same script").containsExactly("guest-silent", "repeat");
        assertThat(bench.scripts).isEmpty();
        bench.pulseArrives();
        bench.vm.dies();
        bench.loop.pass(1000);
        assertThat(reasons(bench)).containsExactly("qemu-silent");
    }

    // ---- stall_script

    @ParameterizedTest
    @CsvSource({"900,0", "1100,1", "30000,1"})
    void ourOwnStallRunsItIfItWasLongerThanThePeerWaits(int stall, int runs) throws Exception {
        start("stall_script=s,peer_timeout=1000");
        bench.loop.pass(100);
        bench.loop.freeze(stall);
        bench.loop.pass(1);
        assertThat(bench.special("stall")).hasSize(runs);
        assertThat(bench.scripts).isEmpty();
        if (runs > 0) {
            assertThat(bench.special("stall").get(0).reason()).isEqualTo("stall");
            assertThat(bench.special("stall").get(0).text()).contains("longer than the peer waits (1000 ms)");
        }
    }

    @Test
    void aSilenceOfThePeerIsNoStallOfOurs() throws Exception {
        start("stall_script=s,peer_timeout=1000");
        bench.loop.pass(60_000);
        assertThat(bench.special("stall")).isEmpty();
        assertThat(bench.scripts).hasSize(1);
    }

    @Test
    void itNeedsToKnowHowLongThePeerWaits() {
        assertThatThrownBy(() -> new Bench("stall_script=s")).hasMessageContaining("peer_timeout");
    }

    // ---- exclusive

    @Test
    void onlyTheFirstOfAGroupActsUntilItIsReArmed() throws Exception {
        start("exclusive=vm1");
        Bench other = new Bench("exclusive=vm1,pulse_interval=100,timeout=1000");
        other.groups = bench.groups;
        other.id = "heart2";
        Watchdog second = other.open();
        other.line.connect();
        other.pulseArrives();
        bench.loop.pass(1000);
        other.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
        assertThat(other.scripts).isEmpty();
        assertThat(second.status().state()).isEqualTo(State.EXPIRED);
        assertThat(other.events).contains("excluded");
        other.pulseArrives();
        other.loop.pass(1000);
        assertThat(other.scripts).as("the first is not re-armed").isEmpty();
        bench.pulseArrives();
        other.pulseArrives();
        other.loop.pass(1000);
        assertThat(other.scripts).hasSize(1);
    }

    @Test
    void whoRestsIsNotReArmed() throws Exception {
        start("exclusive=vm1,rearm=manual");
        bench.loop.pass(1000);
        bench.pulseArrives();
        assertThat(bench.groups.take("vm1", "other", this)).contains("heart1");
        watchdog.pause(0);
        assertThat(bench.groups.take("vm1", "other", this)).contains("heart1");
        watchdog.resume();
        assertThat(watchdog.status().state()).isEqualTo(State.RESTING);
        assertThat(bench.groups.take("vm1", "other", this)).contains("heart1");
        watchdog.resume();
        assertThat(bench.groups.take("vm1", "other", this)).isEmpty();
    }

    @Test
    void aGroupIsKeptOverARestartAndGivenBackAtTheEnd() throws Exception {
        start("exclusive=vm1");
        bench.loop.pass(1000);
        Map<String, String> memento = watchdog.memento();
        Bench again = new Bench("exclusive=vm1");
        again.memento = memento;
        Watchdog after = again.open();
        assertThat(again.groups.take("vm1", "other", this)).contains("heart1");
        after.close();
        assertThat(again.groups.take("vm1", "other", this)).isEmpty();
    }

    /** Two of a group on one clock, both silent for a timeout; the first cannot act. */
    private Bench other() throws Exception {
        start("exclusive=vm1,notify_deadline=10000");
        Bench other = new Bench("exclusive=vm1,pulse_interval=100,timeout=1000");
        other.groups = bench.groups;
        other.id = "heart2";
        Watchdog second = other.open();
        other.line.connect();
        other.pulseArrives();
        bench.scriptThere = false;
        watchdog.relinked("opt_script");
        bench.loop.pass(1000);
        other.loop.pass(1000);
        assertThat(second.status().state()).isEqualTo(State.EXPIRED);
        return other;
    }

    @Test
    void whoCannotActKeepsNobodyFromIt() throws Exception {
        Bench other = other();
        assertThat(other.scripts).hasSize(1);
        bench.scriptThere = true;
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).as("by now another has acted").isEmpty();
        assertThat(bench.events).contains("excluded");
        other.pulseArrives();
        watchdog.relinked("opt_script");
        bench.loop.pass(60_000);
        assertThat(bench.scripts).as("what was excluded is over").isEmpty();
    }

    @Test
    void whoWaitedTooLongHasNotTheGroupNorOnRecord() throws Exception {
        Bench other = other();
        other.pulseArrives();
        bench.loop.pass(10_001);
        bench.scriptThere = true;
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).isEmpty();
        assertThat(bench.onRecord).doesNotContainKeys("group_held", "waiting_cause").containsEntry("state", "EXPIRED");
        assertThat(bench.groups.take("vm1", "other", this)).isEmpty();
    }

    /** What waited too long was to be sent again: it has acted all the same. */
    @Test
    void whoHasActedKeepsTheGroupThoughARepeatIsNotSent() throws Exception {
        start("exclusive=vm1,notify_deadline=10000,repeat=again,repeat_delay=5000,repeat_max=1");
        bench.loop.pass(1000);
        assertThat(bench.scripts).hasSize(1);
        bench.scriptThere = false;
        watchdog.relinked("opt_script");
        bench.loop.pass(20_000);
        bench.scriptThere = true;
        watchdog.relinked("opt_script");
        assertThat(bench.scripts).hasSize(1);
        assertThat(bench.groups.take("vm1", "other", this)).contains("heart1");
    }

    @Test
    void thatItActsIsOnRecordBeforeItDoes() throws Exception {
        start("exclusive=vm1,script.guest_silent=g,vm=vm0");
        bench.loop.pass(1000);
        assertThat(bench.remembered).last().isEqualTo("EXPIRED before script 1");
        assertThat(bench.onRecord).containsEntry("group_held", "vm1").containsEntry("first_reason", "GUEST_SILENT");
    }

    // ---- protocols that ask

    @Test
    void tcpConnectIsLifeWheneverItConnects() throws Exception {
        bench = new Bench("protocol=tcp-connect,pulse_interval=100,timeout=1000");
        watchdog = bench.open();
        for (int i = 0; i < 5; i++) {
            bench.line.connect();
            assertThat(bench.line.peer).as("ended at once").isFalse();
            bench.loop.pass(900);
        }
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        assertThat(watchdog.status().messages()).isEqualTo(5);
        assertThat(bench.line.sent).isEmpty();
        bench.loop.pass(100);
        assertThat(reasons(bench)).containsExactly("timeout");
        watchdog.close();
        assertThat(bench.line.sent).isEmpty();
    }

    @Test
    void qgaIsAskedAndItsAnswersAreLife() throws Exception {
        bench = new Bench("protocol=qga,pulse_interval=100,timeout=1000");
        watchdog = bench.open();
        bench.line.connect();
        bench.loop.pass(300);
        assertThat(bench.line.raw).hasSize(4).containsOnly("{\"execute\":\"guest-ping\"}\n");
        assertThat(watchdog.status().state()).isEqualTo(State.WAITING);
        bench.line.send("{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}}\n".getBytes());
        assertThat(watchdog.status().state()).isEqualTo(State.WAITING);
        bench.line.send("{\"ret".getBytes());
        bench.line.send("urn\": {}}\n".getBytes());
        assertThat(watchdog.status().state()).isEqualTo(State.ALIVE);
        bench.loop.pass(1000);
        assertThat(reasons(bench)).containsExactly("timeout");
        watchdog.close();
        assertThat(bench.line.raw).as("no frame of ours").containsOnly("{\"execute\":\"guest-ping\"}\n");
        assertThatThrownBy(() -> new Bench("protocol=qga,pulse=off")).hasMessageContaining("pulse");
    }

    @Test
    void aScriptForNodesThatAreNotOursIsRefused() {
        bench = new Bench("timeout=1000");
        bench.scriptStranger = java.util.Optional.of("script s has steps for 'x', which is none of its notification nodes");
        assertThatThrownBy(bench::open).hasMessage("advanced-watchdog can't use it: script s has steps for 'x', which is none of its notification nodes");
        assertThat(bench.line.reader).isEmpty();
    }
}
