package io.awd.itests;

import java.nio.file.Path;
import java.util.List;

/** Two hosts with a cable between them and no way to anywhere else. The far one can vanish without a word and come back. */
final class Cable implements AutoCloseable {
    static final String NEAR_ADDRESS = "10.99.99.1";
    private static final String FAR_ADDRESS = "10.99.99.2";
    private final NetworkHost near;
    private final NetworkHost far;

    private Cable(Path folder) {
        near = new NetworkHost(folder, "awd-near-" + ProcessHandle.current().pid());
        far = new NetworkHost(folder, "awd-far-" + ProcessHandle.current().pid());
    }

    static Cable laid(Path folder) {
        Cable cable = new Cable(folder);
        try {
            cable.near.add();
            cable.mend();
            return cable;
        } catch (AssertionError e) {
            cable.close();
            throw e;
        }
    }

    /** The far host and the cable, new. */
    void mend() {
        far.add();
        near.ip("link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", far.namespace());
        end(near, NEAR_ADDRESS);
        end(far, FAR_ADDRESS);
    }

    private static void end(NetworkHost host, String address) {
        host.ip("address", "add", address + "/30", "dev", "cable");
        host.ip("link", "set", "cable", "up");
    }

    /** First the cable goes, so that nothing that is closed on the far host is heard of on the near one. */
    void cut() {
        near.ip("link", "delete", "cable");
    }

    /** Forgets the far host; what still runs there is on its own. */
    void forget() {
        far.close();
    }

    /** What runs a command on the far host. */
    List<String> onFarHost() {
        return far.prefix();
    }

    /** An installation that runs on the near host. */
    Path nearInstallation() {
        return near.installation();
    }

    /** What is there of it is removed; the cable goes with its ends. */
    @Override
    public void close() {
        far.close();
        near.close();
    }
}
