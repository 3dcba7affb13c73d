package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.AwdException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/**
 * Generated sequences of all that can happen to a watchdog, in whatever state. An observer with a clock of its own counts for how long the peer could have been
 * heard and was not: while that is too short there is no expiry, and in the end there is one.
 */
class WhateverHappensTest {
    private static final int PRETIMEOUT = 300;
    private static final int GRACE = 3000;
    private static final int NOTIFY_DEADLINE = 3000;
    private static final long NEVER = Long.MAX_VALUE / 2;

    /** What happens next; what takes time or names one does so in ms. */
    enum What {
        MESSAGE, UNREAD_MESSAGE, PASS, FREEZE, STOP, SUSPEND, RESUME, RESET, CHECKPOINT, SHUTDOWN, PANIC, TELLER_LEAVES, TELLER_COMES, CHARDEV_LEAVES, CHARDEV_COMES,
        CHARDEV_REPLACED, SWAP, RESTART, RESTART_BEFORE_TELLER, PAUSE, PAUSE_FOR, WATCHDOG_RESUME, STOPPING, TIMEOUT, SCRIPTS_LEAVE, SCRIPTS_COME,
        WITNESS_FALLS_SILENT, WITNESS_SPEAKS
    }

    record Step(What what, int millis) {
    }

    /** What of the peer is known. */
    private enum Peer {
        /** Nobody was heard yet, nor said that it stops. */
        UNKNOWN,
        /** It is to be heard again within the timeout. */
        KNOWN,
        /** It stopped on purpose, or was silent when it was to be judged again: it may come whenever it likes. */
        AWAITED
    }

    private static final class Observer {
        private final Bench bench;
        private final String options;
        private final boolean rests;
        private final boolean required;
        private final boolean repeats;
        private final int startup;
        private int timeout = 1000;
        private Watchdog watchdog;
        private boolean opening;
        private Peer peer = Peer.UNKNOWN;
        private boolean expired;
        private boolean resting;
        private boolean paused;
        private long pauseEnds = NEVER;
        /** Whether the VM is. */
        private boolean stopped;
        private boolean suspended;
        /** Whether somebody is there who tells so. */
        private boolean told = true;
        private long heldSince;
        private boolean listening = true;
        /** Since when the witness is silent, if it is. */
        private Optional<Long> witnessSilent = Optional.empty();
        private boolean read;
        private boolean stalled;
        private boolean pardoned;
        private boolean graced;
        /** What it has beyond its timeout it has because nobody told of it. */
        private boolean untold;
        /** For at least so long the peer may still be silent while it could be heard. */
        private long left;
        /** And for at most so long, but for what a VM that began anew has beyond that. */
        private long most;
        private long spare;
        /** It is not judged before. */
        private long graceEnd;
        /** For so long it has been silent though it could have been heard, by what we could know. */
        private long silent;
        private Optional<Long> expiredAt = Optional.empty();
        private int fired;
        private int repeated;
        /** Since when a script waits for its bundle, and for how long it did. */
        private Optional<Long> owed = Optional.empty();
        private Optional<Long> waited = Optional.empty();

        Observer(boolean rests, boolean warns, boolean requires, boolean repeats, int startup) throws AwdException {
            this.rests = rests;
            this.required = requires;
            this.repeats = repeats;
            this.startup = startup;
            options = "server=on,pulse_interval=600000,vm=vm0,vm_grace=" + GRACE + ",notify_deadline=" + NOTIFY_DEADLINE + ",startup_timeout=" + startup
                    + (rests ? ",rearm=manual" : "") + (warns ? ",pretimeout=" + PRETIMEOUT : "")
                    + (requires ? ",require=witness" : "") + (repeats ? ",repeat=again,repeat_delay=1500,repeat_max=3" : "");
            bench = new Bench(options + ",timeout=" + timeout);
            bench.onEvent = () -> {
                if (!opening) {
                    bench.onRecord = watchdog.memento();
                }
                if (bench.events.get(bench.events.size() - 1).equals("expired")) {
                    assertThat(expiredAt).as("one expiry at a time").isEmpty();
                    expiredAt = Optional.of(now());
                }
            };
            bench.witnesses.put("witness", since -> witnessSilent.filter(at -> at - since < 0).map(at -> "silent"));
            come();
            open(Map.of());
            left = whole();
            most = whole();
        }

        private long now() {
            return bench.loop.now() / 1_000_000;
        }

        private Bench.Line line() {
            return (Bench.Line) bench.chardev.target.orElseThrow();
        }

        private boolean held() {
            return stopped && told;
        }

        private boolean audible() {
            return listening && !held();
        }

        private boolean judged() {
            return audible() && !paused && !expired && !resting && peer != Peer.AWAITED && whole() != NEVER;
        }

        private long whole() {
            if (expired || resting) {
                return NEVER;
            }
            return peer == Peer.KNOWN ? timeout : peer == Peer.UNKNOWN && startup > 0 ? startup : NEVER;
        }

        private long graceMillis() {
            return Math.max(timeout, GRACE);
        }

        void take(Step step) throws AwdException {
            switch (step.what()) {
                case MESSAGE -> message();
                case UNREAD_MESSAGE -> unread();
                case PASS -> pass(step.millis());
                case FREEZE -> freeze(step.millis());
                case STOP -> stop("STOP", "paused");
                case SUSPEND -> stop("SUSPEND", "suspended");
                case SHUTDOWN -> shutdown();
                case PANIC -> panic();
                case CHECKPOINT -> checkpoint(step.millis() % 700);
                case RESUME -> resume(true);
                case RESET -> reset();
                case TELLER_LEAVES -> teller(false);
                case TELLER_COMES -> teller(true);
                case CHARDEV_LEAVES -> chardevLeaves();
                case CHARDEV_COMES -> chardevComes();
                case CHARDEV_REPLACED -> {
                    if (listening) {
                        replaced();
                    }
                }
                case SWAP -> swap();
                case RESTART -> {
                    bench.scriptThere = true;
                    restart(told);
                }
                case RESTART_BEFORE_TELLER -> restart(false);
                case PAUSE -> pause(0);
                case PAUSE_FOR -> pause(step.millis());
                case WATCHDOG_RESUME -> watchdogResume();
                case STOPPING -> stopping();
                case TIMEOUT -> timeout(500 + step.millis() % 3 * 500);
                case SCRIPTS_LEAVE -> scripts(false);
                case SCRIPTS_COME -> scripts(true);
                case WITNESS_FALLS_SILENT -> witnessSilent = witnessSilent.or(() -> Optional.of(bench.loop.now()));
                case WITNESS_SPEAKS -> witnessSilent = Optional.empty();
                default -> throw new IllegalStateException();
            }
            read();
            check();
        }

        // ---- the peer

        private void message() {
            if (!listening) {
                return;
            }
            line().send(Frame.PULSE);
            heard();
        }

        /** It lies in the kernel until the loop polls. */
        private void unread() {
            if (listening) {
                Bench.Line line = line();
                bench.loop.arrives(() -> {
                    if (bench.chardev.target.filter(line::equals).isPresent()) {
                        line.send(Frame.PULSE);
                        read = true;
                    }
                });
            }
        }

        private void read() {
            if (read) {
                read = false;
                heard();
            }
        }

        private void heard() {
            silent = 0;
            stalled = false;
            pardoned = false;
            graced = false;
            graceEnd = 0;
            if (expired && !paused) {
                expired = false;
                resting = rests;
                owed = Optional.empty();
            }
            peer = Peer.KNOWN;
            left = whole();
            most = whole();
        }

        private void stopping() {
            if (listening) {
                line().send(Frame.STOPPING);
                ended();
            }
        }

        private void ended() {
            peer = Peer.AWAITED;
            expired = false;
            resting = false;
            left = NEVER;
            owed = Optional.empty();
        }

        // ---- time

        private void pass(long millis) {
            boolean over = judged() && left == 0;
            bench.loop.pass(0);
            notBefore(over && !read ? graceEnd : NEVER);
            read();
            for (long rest = millis; rest > 0;) {
                long slice = Math.min(rest, pauseEnds - now());
                long start = now();
                boolean judged = judged();
                bench.loop.pass(slice);
                heardNothingFor(slice);
                long earliest = judged ? Math.max(start + left, graceEnd) : NEVER;
                if (judged) {
                    left = Math.max(0, left - slice);
                    most -= slice;
                    spare -= slice;
                }
                notBefore(earliest);
                assertThat(judged && !expired && Math.max(most, spare) <= 0 && watchdog.status().state() != State.ISOLATED).as("late").isFalse();
                pauseMayEnd();
                rest -= slice;
            }
        }

        private void freeze(long millis) {
            // one that ends before the deadline costs nothing: what came meanwhile is read
            boolean late = millis - watchdog.status().margin().orElse(0L) > Math.max(50, timeout / 10);
            boolean judged = judged();
            long stalls = watchdog.status().stalls();
            bench.loop.freeze(millis);
            heardNothingFor(millis);
            if (judged && late && !stalled) {
                left = Math.min(timeout, whole());
            } else if (judged) {
                left = Math.max(0, left - millis);
            }
            if (watchdog.status().stalls() == stalls) {
                most -= judged ? millis : 0;
            } else {
                // a warning that came late was one, too
                stalled = true;
                most = Math.max(most, whole()) + millis;
            }
            notBefore(judged && left == 0 && !read ? graceEnd : NEVER);
            pauseMayEnd();
            pass(0);
        }

        private void heardNothingFor(long millis) {
            silent += audible() ? millis : 0;
        }

        private void notBefore(long time) {
            if (expiredAt.isPresent()) {
                assertThat(expiredAt.get()).as("expired when it was to").isGreaterThanOrEqualTo(time);
                assertThat(required && time < now() && witnessSilent.filter(at -> expiredAt.get() - at / 1_000_000 > timeout / 4).isPresent())
                        .as("expired while the witness is silent").isFalse();
                Optional<Long> at = expiredAt;
                expiredAt = Optional.empty();
                expired = true;
                left = NEVER;
                if (bench.scriptThere) {
                    fired++;
                } else {
                    owed = at;
                    waited = Optional.empty();
                }
            }
        }

        // ---- its VM

        /** Whether it is held is known now. */
        private void holds() {
            heldSince = now();
            if (held() && untold) {
                untold = false;
                graceEnd = 0;
            }
        }

        private void stop(String event, String state) {
            if (!stopped) {
                stopped = true;
                suspended = event.equals("SUSPEND");
                holds();
                bench.vm.event(event);
                bench.vm.is(state);
            }
        }

        private void checkpoint(long millis) {
            if (!stopped) {
                stop("STOP", "colo");
                pass(millis);
                resume(false);
            }
        }

        private void resume(boolean fresh) {
            if (stopped) {
                boolean was = held();
                stopped = false;
                if (suspended) {
                    anew();
                }
                bench.vm.event(suspended ? "WAKEUP" : "RESUME");
                suspended = false;
                bench.vm.is("running");
                if (was) {
                    silent = 0;
                    if (fresh && peer == Peer.KNOWN && !pardoned && now() - heldSince >= 500) {
                        pardoned = true;
                        left = Math.max(left, whole());
                        most = Math.max(most, whole());
                    }
                }
            }
        }

        private void anew() {
            if (told && (!graced || !listening || paused)) {
                graced = true;
                untold = false;
                graceEnd = now() + graceMillis();
                spare = graceMillis();
                left = Math.max(left, whole());
                most = Math.max(most, whole());
            }
        }

        private void shutdown() {
            if (!stopped) {
                bench.vm.event("SHUTDOWN", "reason", "guest-shutdown");
                if (told) {
                    graceEnd = 0;
                    untold = false;
                    ended();
                }
            }
        }

        private void panic() {
            bench.vm.event("GUEST_PANICKED", "action", "pause");
            assertThat(expiredAt.isPresent()).as("expired").isEqualTo(told && !paused && !resting && !expired);
            notBefore(now());
        }

        private void reset() {
            boolean first = told && !graced;
            anew();
            suspended = false;
            bench.vm.event("RESET");
            assertThat(first && watchdog.status().state() == State.SUSPECT).as("suspect though it has just begun anew").isFalse();
            if (stopped) {
                holds();
                bench.vm.is("prelaunch");
            }
        }

        private void spareUntold() {
            untold |= graceEnd <= now();
            graceEnd = now() + graceMillis();
            spare = graceMillis();
        }

        private void teller(boolean there) {
            if (told == there) {
                return;
            }
            boolean was = held();
            told = there;
            holds();
            bench.vmTie.target = there ? Optional.of(bench.vm) : Optional.empty();
            watchdog.relinked("vm");
            if (was) {
                silent = 0;
                spareUntold();
            } else if (there && !stopped && untold && graceEnd > now()) {
                // it runs, and somebody says so: what was spared because nobody did is over
                graceEnd = 0;
                silent = 0;
                left = peer == Peer.KNOWN ? Math.max(left, whole()) : left;
                most = Math.max(most, whole());
            }
        }

        // ---- what we hear it by

        private void come() {
            Bench.Line line = new Bench.Line(bench.loop::now);
            line.peer = true;
            bench.chardev.target = Optional.of(line);
        }

        private void chardevLeaves() {
            bench.chardev.target = Optional.empty();
            listening = false;
            watchdog.relinked("awd_node");
        }

        private void chardevComes() {
            if (!listening) {
                replaced();
            }
        }

        private void replaced() {
            come();
            listening = true;
            watchdog.relinked("awd_node");
            silent = 0;
            graced = false;
            pardoned = false;
            afresh();
        }

        private void afresh() {
            most = whole();
            left = peer == Peer.UNKNOWN ? whole() : Math.max(left, whole());
        }

        private void open(Map<String, String> memento) throws AwdException {
            bench.memento = memento;
            opening = true;
            watchdog = bench.open();
            opening = false;
            bench.onRecord = watchdog.memento();
            silent = 0;
            graced = false;
            pardoned = false;
            stopWaiting();
            graceEnd = untold ? 0 : graceEnd;
            untold = false;
            if (memento.containsKey("held") && !told) {
                spareUntold();
            }
        }

        private void swap() throws AwdException {
            open(watchdog.suspend());
            holds();
            afresh();
        }

        /** What was on record at the last event is all that is known. */
        private void restart(boolean tellerThere) throws AwdException {
            Map<String, String> record = bench.onRecord;
            assertThat(record.containsKey("held") || watchdog.status().state() != State.HELD).as("that it does not run is on record").isTrue();
            watchdog.suspend();
            told = tellerThere;
            bench.vmTie.target = tellerThere ? Optional.of(bench.vm) : Optional.empty();
            open(record);
            holds();
            afresh();
        }

        // ---- operators

        private void pause(long millis) throws AwdException {
            if (!paused) {
                watchdog.pause(millis);
                paused = true;
                pauseEnds = millis > 0 ? now() + millis : NEVER;
            }
        }

        private void pauseMayEnd() {
            if (paused && pauseEnds <= now()) {
                pauseEnded();
            }
        }

        private void pauseEnded() {
            paused = false;
            pauseEnds = NEVER;
            if (!expired && !resting) {
                afresh();
            }
        }

        private void watchdogResume() throws AwdException {
            if (paused) {
                watchdog.resume();
                pauseEnded();
            } else if (resting) {
                watchdog.resume();
                resting = false;
                if (watchdog.status().state() == State.WAITING && audible() && silent >= timeout && now() >= graceEnd) {
                    peer = Peer.AWAITED;
                    left = NEVER;
                } else {
                    left = whole();
                    most = whole();
                }
            }
        }

        private void timeout(int millis) throws AwdException {
            boolean another = timeout != millis;
            timeout = millis;
            bench.set(watchdog, options + ",timeout=" + millis);
            if (another && peer == Peer.KNOWN) {
                left = whole();
                most = whole();
            }
        }

        // ---- its script

        private void scripts(boolean there) {
            waited = there ? waited : Optional.empty();
            bench.scriptThere = there;
            watchdog.relinked("opt_script");
            stopWaiting();
        }

        private void stopWaiting() {
            if (bench.scriptThere && waited.isEmpty()) {
                waited = owed.map(since -> now() - since);
            }
        }

        /** What waited goes out only when the peer has been silent for long enough again, as far as we could hear. */
        private void mayHaveFired() {
            if (owed.isPresent() && sent() > fired) {
                fired++;
                owed = Optional.empty();
                assertThat(expired && bench.scriptThere && !paused && audible() && silent >= timeout && now() >= graceEnd).as("sent late").isTrue();
                assertThat(waited.orElseThrow()).isLessThanOrEqualTo(NOTIFY_DEADLINE);
            }
        }

        /** How often a script went out for an expiry and not again. */
        private int sent() {
            return (int) bench.scripts.stream().filter(expiry -> !expiry.reason().equals("repeat")).count();
        }

        private void mayHaveRepeated() {
            int before = repeated;
            repeated = bench.scripts.size() - sent();
            if (repeated > before) {
                assertThat(repeats && expired && (owed.isEmpty() || waited.orElse(0L) > NOTIFY_DEADLINE) && !paused && audible() && silent >= timeout && now() >= graceEnd).as("repeated").isTrue();
            }
        }

        // ---- what must be

        private void check() {
            State state = watchdog.status().state();
            assertThat(expiredAt).isEmpty();
            assertThat(state == State.PAUSED).as("paused").isEqualTo(paused);
            if (!paused) {
                assertThat(state == State.EXPIRED).as("expired").isEqualTo(expired);
                assertThat(state == State.RESTING).as("resting").isEqualTo(resting);
            }
            if (state == State.ALIVE || state == State.SUSPECT) {
                assertThat(peer).isEqualTo(Peer.KNOWN);
                assertThat(listening).as("nobody is alive who cannot be heard").isTrue();
            } else if (state == State.HELD) {
                assertThat(held()).as("held").isTrue();
            } else if (state == State.WAITING) {
                assertThat(peer).isNotEqualTo(Peer.KNOWN);
            }
            if (state == State.ISOLATED) {
                most = whole();
            }
            assertThat(watchdog.status().margin().isPresent()).as("%s: the deadline runs", state).isEqualTo(judged() && state != State.ISOLATED);
            Map<String, String> now = new HashMap<>(watchdog.memento());
            Map<String, String> record = new HashMap<>(bench.onRecord);
            // of a checkpoint nothing is remembered, and a grace has the time of its end
            List.of("held", "grace_left", "grace_ends").forEach(key -> {
                now.remove(key);
                record.remove(key);
            });
            assertThat(record).as("on record").isEqualTo(now);
            mayHaveFired();
            mayHaveRepeated();
            assertThat(bench.scripts).as("scripts sent").hasSize(fired + repeated);
        }

        /** Whoever is to be judged is, if it stays silent. */
        void end() throws AwdException {
            for (What what : List.of(What.CHARDEV_COMES, What.RESUME, What.WATCHDOG_RESUME, What.SCRIPTS_COME, What.WATCHDOG_RESUME, What.WITNESS_SPEAKS, What.PASS)) {
                take(new Step(what, 0));
            }
            boolean due = judged();
            pass(Math.max(1, watchdog.status().margin().orElse(0L)));
            check();
            if (watchdog.status().state() == State.ISOLATED) {
                // the peer's first sign may still be on its way, for up to 30 s
                pass(35_000);
                check();
            }
            assertThat(expired || !due).as("expired in the end").isTrue();
            pass(graceMillis() + 2 * timeout + 200);
            check();
            assertThat(owed.isPresent() && waited.orElse(0L) <= NOTIFY_DEADLINE).as("something is still to be sent").isFalse();
        }
    }

    @Provide
    Arbitrary<Step> steps() {
        Arbitrary<What> what = Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(What.MESSAGE)), Tuple.of(8, Arbitraries.just(What.PASS)),
                Tuple.of(14, Arbitraries.of(What.class)));
        return Combinators.combine(what, Arbitraries.oneOf(millis(100), millis(1000), millis(2500))).as(Step::new);
    }

    private static Arbitrary<Integer> millis(int most) {
        return Arbitraries.integers().between(1, most).withDistribution(RandomDistribution.uniform());
    }

    @Provide
    Arbitrary<List<Step>> all() {
        return steps().list().ofMinSize(1).ofMaxSize(25).withSizeDistribution(RandomDistribution.uniform());
    }

    /** The seed stands so that no build fails by chance; to look further, take it away and let it try longer. */
    @Property(tries = 20_000, seed = "20261129")
    void noAlarmIsFalseAndNoneIsLost(@ForAll("all") List<Step> steps, @ForAll boolean rests, @ForAll boolean warns, @ForAll boolean requires,
            @ForAll boolean repeats, @ForAll("startups") int startup) throws AwdException {
        Observer observer = new Observer(rests, warns, requires, repeats, startup);
        for (Step step : steps) {
            observer.take(step);
        }
        observer.end();
    }

    @Provide
    Arbitrary<Integer> startups() {
        return Arbitraries.of(0, 700, 2000, 6000);
    }
}
