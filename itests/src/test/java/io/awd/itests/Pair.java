package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hosts, A (us) and B (the peer), with a guest and an AWD each, two paths between them, and a third host that both reach. AWD is set up in one of several ways.
 * A is also watching its guest.
 */
final class Pair implements AutoCloseable {
    /** What AWD is told besides the least. */
    enum SetUp {
        /** One path, as in the demo, and nothing else. */
        BARE,
        FOLLOW,
        REQUIRE,
        VM,
        /** All that the manual recommends, with a token on the witness that only one of the two can take. */
        ALL;

        boolean follows() {
            return this == FOLLOW || this == ALL;
        }

        boolean requires() {
            return this == REQUIRE || this == ALL;
        }

        boolean seesVm() {
            return this == VM || this == ALL;
        }
    }

    static final int TIMEOUT = 1000;
    /** Longer, so that it is known which of the two expires first when both do. */
    static final int GUEST_TIMEOUT = 1500;
    private static final String TOKEN = "vm1";
    private final SetUp setUp;
    private final Path folder;
    private final Lab lab;
    private final Node a;
    private final Node b;
    private final Node witness;
    private final Lab.Link path1;
    private final Lab.Link path2;
    private final Lab.Link aToWitness;
    private final Lab.Link bToWitness;
    private Guest guestOfA;
    private Guest guestOfB;
    private final List<Guest> elsewhere = new ArrayList<>();

    private Pair(SetUp setUp, Path folder) throws IOException {
        this.setUp = setUp;
        this.folder = folder;
        lab = Lab.in(folder);
        a = new Node(lab.host("a"), folder.resolve("a"));
        b = new Node(lab.host("b"), folder.resolve("b"));
        witness = new Node(lab.host("w"), folder.resolve("w"));
        path1 = lab.link(a.host(), b.host());
        path2 = lab.link(a.host(), b.host());
        aToWitness = lab.link(a.host(), witness.host());
        bToWitness = lab.link(b.host(), witness.host());
        node(a, "server=on", ",server=on,wait=off", path1.near(), path2.near(), aToWitness.far());
        node(b, "server=off", ",reconnect=1", path1.near(), path2.near(), bToWitness.far());
        guestWatchdog();
        witness(aToWitness.far(), "a");
        witness(bToWitness.far(), "b");
    }

    static Pair of(SetUp setUp, Path folder) throws IOException {
        return new Pair(setUp, folder);
    }

    private Path vm(Node node) {
        return folder.resolve(node == a ? "vm-a" : "vm-b");
    }

    private void node(Node node, String role, String end, String address1, String address2, String witnessAddress) {
        boolean single = setUp == SetUp.BARE;
        node.acting().with("-chardev", "socket,id=path1,host=" + address1 + ",port=9009" + end)
                .with("-chardev", "socket,id=qmp,path=" + vm(node).resolve("qmp") + ",reconnect=1")
                .with("-object", "notifier-qmp,id=qmp0,chardev=qmp");
        if (!single) {
            node.with("-chardev", "socket,id=path2,host=" + address2 + ",port=9009" + end);
        }
        String peer = "advanced-watchdog,id=peer," + role + (single ? ",awd_node=path1" : ",awd_node.0=path1,awd_node.1=path2") + ",pulse_interval=200,timeout=" + TIMEOUT;
        if (setUp.follows()) {
            peer += ",follow=qmp0";
        }
        if (setUp.requires()) {
            peer += ",require=witness";
            node.with("-chardev", "socket,id=w,host=" + witnessAddress + ",port=9009,reconnect=1")
                    .with("-object", "advanced-watchdog,id=witness,server=on,awd_node=w,pulse_interval=200,timeout=" + TIMEOUT);
        }
        node.with("-object", peer + (setUp == SetUp.ALL ? careful(node, witnessAddress) : ",notification_node=act,opt_script=" + node.script("takeover", "takeover")));
    }

    /** The token first, then the takeover. A peer whose AWD alone has ended is not taken over; a VM that may have been taken over is stopped. */
    private String careful(Node node, String witnessAddress) {
        node.with("-chardev", "socket,id=m,host=" + witnessAddress + ",port=4445,reconnect=1").with("-object", "notifier-hmp,id=token,chardev=m");
        return ",node_order=serial,notification_node.0=token,notification_node.1=act"
                + ",opt_script=" + node.script("takeover", "[token]", "object_add token,id=" + TOKEN, "[act]", "takeover") + ",script.peer-ended=" + node.script("tell", "[act]", "tell")
                + ",peer_timeout=" + TIMEOUT + ",stall_script=" + node.script("stop", "[act]", "stop");
    }

    private void guestWatchdog() {
        a.with("-chardev", "socket,id=com1,path=" + vm(a).resolve("com1") + ",reconnect=1")
                .with("-object", "advanced-watchdog,id=guest,awd_node=com1,protocol=notify,notification_node.0=qmp0,notification_node.1=act,opt_script="
                        + a.script("reset", "system_reset", "cont") + ",timeout=" + GUEST_TIMEOUT + (setUp.seesVm() ? ",vm=qmp0,vm_grace=6000" : ""));
    }

    private void witness(String address, String of) {
        witness.with("-chardev", "socket,id=" + of + ",host=" + address + ",port=9009,server=on,wait=off")
                .with("-object", "advanced-watchdog,id=" + of + ",server=off,awd_node=" + of + ",pulse_interval=200,timeout=" + TIMEOUT)
                .with("-monitor", "tcp:" + address + ":4445,server,nowait");
    }

    SetUp setUp() {
        return setUp;
    }

    Node a() {
        return a;
    }

    Node b() {
        return b;
    }

    // ---- what happens to it

    void killPeerQemu() {
        guestOfB.kill();
    }

    void killPeerAwd() {
        b.kill();
    }

    /** Without a word: nothing that its kernel would say of its connections arrives. */
    void killPeerHost() {
        cutB();
        b.kill();
        guestOfB.kill();
    }

    void freezePeerHost() {
        b.freeze();
        guestOfB.freeze();
    }

    void thawPeerHost() {
        guestOfB.thaw();
        b.thaw();
    }

    private void cutB() {
        cutPaths();
        bToWitness.cut();
    }

    void cutPaths() {
        cutPath1();
        path2.cut();
    }

    void cutPath1() {
        path1.cut();
    }

    void cutUsOff() {
        cutPaths();
        aToWitness.cut();
    }

    Guest guest() {
        return guestOfA;
    }

    void migrateOurVmAway() throws IOException {
        Path socket = folder.resolve("migration");
        elsewhere.add(Guest.incoming(folder.resolve("vm-c"), socket));
        guestOfA.migrateTo(socket);
    }

    // ---- and back

    /** Mends what is broken, and waits until all is as it should be. */
    void mend() throws IOException {
        List.of(path1, path2, aToWitness, bToWitness).forEach(Lab.Link::heal);
        elsewhere.forEach(Guest::close);
        elsewhere.clear();
        guestOfA = alive(guestOfA, a);
        guestOfB = alive(guestOfB, b);
        if (setUp.requires()) {
            witness.start();
        }
        if (setUp != SetUp.VM) {
            b.start();
        }
        a.start();
        isWell(a);
        if (setUp != SetUp.VM) {
            isWell(b);
            Eventually.holds(() -> assertThat(List.of(a.state("peer"), b.state("peer"), a.get("peer", "degraded"), b.get("peer", "degraded"))).as("%s", setUp)
                    .containsExactly("alive", "alive", "", ""));
        }
        Eventually.holds(() -> assertThat(a.state("guest")).as("guest of %s", setUp).isEqualTo("alive"));
        if (setUp == SetUp.ALL) {
            witness.shell().run("object-del " + TOKEN);
        }
    }

    private Guest alive(Guest guest, Node node) throws IOException {
        if (guest == null || !guest.process().isAlive()) {
            if (guest != null) {
                guest.close();
            }
            return Guest.start(vm(node));
        }
        if (!guest.runState().equals("running")) {
            guest.qmp().execute("cont");
        }
        return guest;
    }

    private void isWell(Node node) {
        Eventually.holds(() -> assertThat(node.get("qmp0", "ready") + node.get("qmp0", "run_state")).as("QMP of %s", setUp).isEqualTo("truerunning"));
        if (setUp.requires()) {
            Eventually.holds(() -> assertThat(node.state("witness")).as("witness of %s", setUp).isEqualTo("alive"));
        }
        if (setUp == SetUp.ALL) {
            Eventually.holds(() -> assertThat(node.get("token", "ready")).as("%s", node.get("token", "not_ready")).isEqualTo("true"));
        }
    }

    @Override
    public void close() throws Exception {
        List<AutoCloseable> all = new ArrayList<>(List.of(a, b, witness));
        all.addAll(elsewhere);
        all.add(guestOfA);
        all.add(guestOfB);
        all.add(lab);
        Closing.all(all.toArray(new AutoCloseable[0]));
    }
}
