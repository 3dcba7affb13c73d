package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of many watchdogs a look goes to. What has changed is found by the next one, or within a round of all turns where nothing tells of it. */
class ReadinessLooksTest {
    private static final int WATCHDOGS = 25;
    private final List<Bench> benches = new ArrayList<>();
    private final List<Watchdog> live = new ArrayList<>();
    private final Readiness readiness = new Readiness(live);

    @BeforeEach
    void watchdogsThatHearTheirPeers() throws Exception {
        for (int i = 0; i < WATCHDOGS; i++) {
            Bench bench = new Bench("timeout=1000,pulse=off");
            bench.id = "w" + i;
            live.add(bench.open());
            bench.line.connect();
            bench.pulseArrives();
            benches.add(bench);
        }
        readiness.look();
        assertThat(asked()).as("the first look goes to all").isEqualTo(WATCHDOGS);
    }

    /** How many since the last call. */
    private int asked() {
        int all = benches.stream().mapToInt(bench -> bench.asked).sum();
        benches.forEach(bench -> bench.asked = 0);
        return all;
    }

    private void looks(int times) {
        for (int i = 0; i < times; i++) {
            readiness.look();
        }
    }

    private long told(String event) {
        return benches.stream().filter(bench -> bench.events.contains(event)).count();
    }

    @Test
    void whileNothingHappensEachHasItsTurn() {
        looks(Readiness.TURNS);
        assertThat(benches).allSatisfy(bench -> assertThat(bench.asked).isEqualTo(1));
    }

    @Test
    void thatANodeIsNotReadyAnyMoreIsToldByAllAtTheSecondLook() {
        // the watchdogs share the node of the first
        benches.get(0).nodeNotReady = () -> Optional.of("not connected");
        benches.forEach(bench -> bench.scriptNotReady = Optional.of("out: not connected"));
        readiness.look();
        assertThat(asked()).isEqualTo(WATCHDOGS);
        readiness.look();
        assertThat(told("not-ready")).isEqualTo(WATCHDOGS);
        benches.get(0).nodeNotReady = Optional::empty;
        benches.forEach(bench -> bench.scriptNotReady = Optional.empty());
        readiness.look();
        assertThat(told("ready")).isEqualTo(WATCHDOGS);
    }

    @Test
    void whatNoNodeTellsOfIsFoundWithinARound() {
        Bench bench = benches.get(7);
        bench.scriptNotReady = Optional.of("script s does not read any more");
        looks(Readiness.TURNS + 1);
        assertThat(bench.events).containsOnlyOnce("not-ready");
        bench.scriptNotReady = Optional.empty();
        looks(Readiness.TURNS);
        assertThat(bench.events).containsOnlyOnce("ready");
        assertThat(told("not-ready")).isEqualTo(1);
    }

    /** That it waits in vain is a matter of time alone. */
    @Test
    void whoHasNotHeardItsPeerIsLookedAtEachTime() throws Exception {
        Bench bench = new Bench("timeout=1000,pulse=off");
        live.add(bench.open());
        readiness.stir();
        readiness.look();
        bench.asked = 0;
        looks(5);
        assertThat(bench.asked).isEqualTo(5);
        bench.line.connect();
        bench.pulseArrives();
        readiness.look();
        bench.asked = 0;
        looks(Readiness.TURNS);
        assertThat(bench.asked).isEqualTo(1);
    }

    /** A peer that stopped on purpose may not come back; that nobody speaks is told after three timeouts, which no node and no script tells of. */
    @Test
    void whoWaitsAgainIsLookedAtEachTime() {
        Bench bench = benches.get(5);
        bench.line.send(Frame.STOPPING);
        assertThat(live.get(5).status().state()).isEqualTo(State.WAITING);
        assertThat(bench.stirs).isEqualTo(1);
        readiness.stir();
        readiness.look();
        bench.asked = 0;
        looks(5);
        assertThat(bench.asked).isEqualTo(5);
    }

    @Test
    void whoHasToldItIsLookedAtInTurn() {
        benches.forEach(bench -> bench.scriptNotReady = Optional.of("out: not connected"));
        readiness.stir();
        readiness.look();
        readiness.look();
        assertThat(told("not-ready")).isEqualTo(WATCHDOGS);
        asked();
        looks(Readiness.TURNS);
        assertThat(asked()).isEqualTo(WATCHDOGS);
    }

    @Test
    void whatIsStirredIsLookedAt() throws Exception {
        asked();
        live.get(3).relinked("opt_script");
        assertThat(benches.get(3).stirs).isEqualTo(1);
        benches.get(3).set(live.get(3), "timeout=2000,pulse=off");
        assertThat(benches.get(3).stirs).isEqualTo(2);
        readiness.stir();
        readiness.look();
        assertThat(asked()).isEqualTo(WATCHDOGS);
    }

    @Test
    void aNodeThatFailsToAnswerIsAnAnswer() {
        benches.get(0).nodeNotReady = () -> {
            throw new IllegalStateException("broken");
        };
        readiness.look();
        assertThat(asked()).isEqualTo(WATCHDOGS);
        looks(Readiness.TURNS);
        assertThat(asked()).isEqualTo(WATCHDOGS);
    }

    /** It cannot act, and holds up neither those after it nor the looks that follow. */
    @Test
    void aScriptThatFailsToAnswerIsNotReady() {
        Bench broken = benches.get(3);
        broken.scriptFails = Optional.of(new StackOverflowError("broken"));
        Bench after = benches.get(20);
        after.scriptNotReady = Optional.of("out: not connected");
        readiness.stir();
        looks(2);
        assertThat(after.events).containsOnlyOnce("not-ready");
        assertThat(broken.events).containsOnlyOnce("not-ready");
        assertThat(live.get(3).status().notReady()).contains("java.lang.StackOverflowError: broken");

        broken.scriptFails = Optional.empty();
        looks(Readiness.TURNS);
        assertThat(broken.events).containsOnlyOnce("ready");
        assertThat(live.get(3).status().notReady()).isEmpty();
    }

    @Test
    void whoHasGoneIsNotAskedAgain() throws Exception {
        Bench bench = benches.get(4);
        bench.scriptNotReady = Optional.of("out: not connected");
        readiness.stir();
        readiness.look();
        live.get(4).close();
        live.remove(4);
        bench.asked = 0;
        looks(Readiness.TURNS);
        assertThat(bench.asked).isZero();
        assertThat(bench.ended).containsExactly("w4");
        assertThat(bench.events).doesNotContain("not-ready");
    }
}
