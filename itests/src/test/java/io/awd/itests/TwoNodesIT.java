package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes that may take over from one another, and a witness. Each acts only when it hears the witness, and only when it was the first to leave a token on it. Whatever links
 * are cut, for however long: never both.
 */
class TwoNodesIT {
    private static final int EPISODES = 50;
    private static final int TIMEOUT = 600;
    private static final int SHORTEST_MILLIS = 200;
    private static final int LONGEST_MILLIS = 3000;
    @TempDir
    private Path folder;
    private final long seed = Long.getLong("awd.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<AutoCloseable> things = new ArrayList<>();
    private Node a;
    private Node b;
    private Node witness;
    private List<Lab.Link> links;

    @BeforeEach
    void build() throws IOException {
        Lab lab = kept(Lab.in(folder));
        a = kept(new Node(lab.host("a"), Files.createDirectory(folder.resolve("a"))));
        b = kept(new Node(lab.host("b"), Files.createDirectory(folder.resolve("b"))));
        witness = kept(new Node(lab.host("w"), Files.createDirectory(folder.resolve("w"))));
        Lab.Link between = lab.link(a.host(), b.host());
        Lab.Link fromA = lab.link(a.host(), witness.host());
        Lab.Link fromB = lab.link(b.host(), witness.host());
        links = List.of(between, fromA, fromB);
        witness("a", fromA.far());
        witness("b", fromB.far());
        node(a, "server=on", between.near() + ",port=9009,server=on,wait=off", fromA.far());
        node(b, "server=off", between.near() + ",port=9009,reconnect=1", fromB.far());
        List.of(witness, a, b).forEach(Node::start);
        settled("at the start");
    }

    @AfterEach
    void end() throws Exception {
        Closing.all(things.toArray(new AutoCloseable[0]));
    }

    private <T extends AutoCloseable> T kept(T thing) {
        things.add(0, thing);
        return thing;
    }

    private void witness(String of, String address) {
        witness.with("-chardev", "socket,id=" + of + ",host=" + address + ",port=9009,server=on,wait=off")
                .with("-object", "advanced-watchdog,id=" + of + ",server=off,awd_node=" + of + ",pulse_interval=100,timeout=" + TIMEOUT)
                .with("-monitor", "tcp:" + address + ":4445,server,nowait");
    }

    private static void node(Node node, String role, String peer, String witness) {
        node.acting().with("-chardev", "socket,id=p,host=" + peer).with("-chardev", "socket,id=w,host=" + witness + ",port=9009,reconnect=1")
                .with("-chardev", "socket,id=m,host=" + witness + ",port=4445,reconnect=1").with("-object", "notifier-hmp,id=token,chardev=m,probe_interval=1000")
                .with("-object", "advanced-watchdog,id=witness,server=on,awd_node=w,pulse_interval=100,timeout=" + TIMEOUT)
                .with("-object", "advanced-watchdog,id=peer," + role + ",awd_node=p,pulse_interval=100,require=witness,rearm=manual,node_order=serial"
                        + ",notification_node.0=token,notification_node.1=act,opt_script=" + node.script("takeover", "[token]", "object_add token,id=vm1", "[act]", "takeover") + ",timeout=" + TIMEOUT);
    }

    /** All hear all, and what was begun is over. */
    private void settled(String when) {
        Eventually.holds(() -> {
            for (Node node : List.of(a, b)) {
                assertThat(node.state("peer")).as("%s (seed %d): %s", when, seed, logs()).isIn("alive", "resting");
                assertThat(node.state("witness")).as("%s (seed %d): %s", when, seed, logs()).isEqualTo("alive");
                assertThat(node.get("token", "ready")).as("%s: %s; %s", when, node.get("token", "not_ready"), logs()).isEqualTo("true");
                assertThat(node.shell().ask("info incidents").lines().skip(1)).allMatch(line -> line.contains("ended"));
            }
            return null;
        });
    }

    private String logs() {
        return "A:\n" + a.awd().log() + "B:\n" + b.awd().log() + "witness:\n" + witness.awd().log();
    }

    private void rearm() {
        witness.shell().run("object-del vm1");
        List.of(a, b).stream().filter(node -> node.state("peer").equals("resting")).forEach(node -> node.shell().ask("watchdog-resume peer"));
    }

    /** Some of the links, at least one, each cut for a time of its own. */
    private String partition() throws InterruptedException {
        Map<Long, Lab.Link> ends = new TreeMap<>();
        StringBuilder text = new StringBuilder();
        int which = 1 + random.nextInt((1 << links.size()) - 1);
        for (int i = 0; i < links.size(); i++) {
            if ((which & 1 << i) != 0) {
                // the shorter ones more often: what is most delicate is near the timeout
                double part = random.nextDouble();
                long millis = SHORTEST_MILLIS + (long) (part * part * (LONGEST_MILLIS - SHORTEST_MILLIS));
                text.append(List.of(" A-B ", " A-W ", " B-W ").get(i)).append(millis).append(" ms");
                ends.put(TimeUnit.MILLISECONDS.toNanos(millis) + i, links.get(i));
            }
        }
        long start = System.nanoTime();
        ends.values().forEach(Lab.Link::cut);
        for (Map.Entry<Long, Lab.Link> end : ends.entrySet()) {
            TimeUnit.NANOSECONDS.sleep(start + end.getKey() - System.nanoTime());
            end.getValue().heal();
        }
        return text.toString().strip();
    }

    @Test
    void neverDoBothActAndADeathIsNeverMissed() throws Exception {
        System.out.println("seed " + seed + " (repeat with -Dawd.seed=" + seed + ")");
        Map<String, Integer> tally = new TreeMap<>();
        for (int episode = 1; episode <= EPISODES; episode++) {
            int ofA = a.acts().size();
            int ofB = b.acts().size();
            String cut = partition();
            String name = "episode " + episode + ": " + cut;
            settled(name);
            List<String> actsOfA = a.acts().subList(ofA, a.acts().size());
            List<String> actsOfB = b.acts().subList(ofB, b.acts().size());
            assertThat(actsOfA.isEmpty() || actsOfB.isEmpty()).as("%s (seed %d): A %s, B %s; %s", name, seed, actsOfA, actsOfB, logs()).isTrue();
            tally.merge(actsOfA.isEmpty() ? actsOfB.isEmpty() ? "nobody" : "B" : "A", 1, Integer::sum);
            rearm();
            settled(name + ", rearmed");
        }
        System.out.println("who acted in " + EPISODES + " episodes: " + tally);
        assertThat(tally).as("with seed %d nothing was put to the test", seed).containsKeys("nobody").hasSizeGreaterThan(1);
        dies(b, a, List.of(links.get(0), links.get(2)));
        dies(a, b, List.of(links.get(0), links.get(1)));
    }

    /** For good, with its host, so that nothing is heard of its end; and it comes back when it was acted on. */
    private void dies(Node dead, Node other, List<Lab.Link> itsLinks) {
        int before = other.acts().size();
        itsLinks.forEach(Lab.Link::cut);
        dead.kill();
        Eventually.holds(() -> assertThat(other.acts()).as("%s", logs()).hasSize(before + 1));
        itsLinks.forEach(Lab.Link::heal);
        dead.start();
        settled("after a death");
        rearm();
    }
}
