package io.awd.itests;

import io.awd.itests.Pair.SetUp;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What can happen to two hosts and a guest, and what ought to come of it. */
enum Fault {
    PEER_QEMU_DEAD("peer QEMU dead", Place.PEER, Pair::killPeerQemu, List.of("A takes over")),
    PEER_AWD_DEAD("peer AWD dead", Place.PEER, Pair::killPeerAwd, List.of()),
    PEER_HOST_DEAD("peer host dead", Place.PEER, Pair::killPeerHost, List.of("A takes over")),
    /** For longer than the timeout. */
    PEER_HOST_FROZEN("peer host frozen, then back", Place.PEER, pair -> {
        pair.freezePeerHost();
        try {
            Thread.sleep(Pair.TIMEOUT * 5L / 2);
        } finally {
            pair.thawPeerHost();
        }
    }, List.of("A takes over", "B stops its VM")),
    /** One of the two must go on alone: the pair is no pair any more. */
    LINK_CUT("link cut", Place.PEER, Pair::cutPaths, List.of("A takes over"), List.of("B takes over"), List.of("A or B takes over")),
    ONE_PATH_CUT("one of two paths cut", Place.PEER, Pair::cutPath1, List.of()),
    CUT_OFF("we are cut off", Place.PEER, Pair::cutUsOff, List.of("B takes over")),
    PAUSED("our VM paused", Place.GUEST, pair -> pair.guest().qmp().execute("stop"), List.of()),
    MIGRATING("our VM migrating", Place.GUEST, Pair::migrateOurVmAway, List.of()),
    HUNG("guest hung", Place.GUEST, pair -> pair.guest().hang(), List.of("A resets")),
    REBOOTED("guest rebooted by itself", Place.GUEST, pair -> pair.guest().rebootByItself(), List.of()),
    PANICKED("guest panicked", Place.GUEST, pair -> pair.guest().panic(), List.of("A resets"));

    /** Where it happens, and for which set-ups that means nothing. */
    enum Place {
        PEER("– our own VM is well", EnumSet.of(SetUp.VM)),
        GUEST("– a guest is on no line that somebody else could see", EnumSet.of(SetUp.REQUIRE));

        private final String why;
        private final Set<SetUp> senseless;

        Place(String why, Set<SetUp> senseless) {
            this.why = why;
            this.senseless = senseless;
        }
    }

    /** Done to a pair. */
    interface Blow {
        void strike(Pair pair) throws Exception;
    }

    private final String text;
    private final Place place;
    private final Blow blow;
    private final List<List<String>> right;

    @SafeVarargs
    Fault(String text, Place place, Blow blow, List<String>... right) {
        this.text = text;
        this.place = place;
        this.blow = blow;
        this.right = Arrays.asList(right);
    }

    String text() {
        return text;
    }

    boolean concerns(SetUp setUp) {
        return !place.senseless.contains(setUp);
    }

    /** Why it concerns a set-up not. */
    String why() {
        return place.why;
    }

    void strike(Pair pair) throws Exception {
        blow.strike(pair);
    }

    /** @param acts who did what to a VM */
    boolean isRight(List<String> acts) {
        return right.contains(acts);
    }
}
