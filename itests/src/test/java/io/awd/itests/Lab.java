package io.awd.itests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hosts and links between two of them, made of network namespaces. The middle of a link is a bridge in a namespace of its own. A cut link passes nothing on, and neither end is
 * told: no FIN, no RST, no lost carrier.
 */
final class Lab implements AutoCloseable {
    private static final AtomicInteger LABS = new AtomicInteger();
    private final Path folder;
    private final String name = "awd-lab-" + ProcessHandle.current().pid() + "-" + LABS.incrementAndGet();
    private final List<NetworkHost> hosts = new ArrayList<>();
    private final NetworkHost wires;
    private int links;

    /** One end reaches the other under these addresses. */
    final class Link {
        private final String bridge;
        private final String near;
        private final String far;

        private Link(int number) {
            bridge = "link" + number;
            near = "10.99." + number + ".1";
            far = "10.99." + number + ".2";
        }

        /** Of the first end. */
        String near() {
            return near;
        }

        /** Of the second end. */
        String far() {
            return far;
        }

        private void lay(NetworkHost first, NetworkHost second) {
            wires.ip("link", "add", bridge, "type", "bridge");
            wires.ip("link", "set", bridge, "up");
            end(first, bridge + "a", near);
            end(second, bridge + "b", far);
        }

        private void end(NetworkHost host, String wire, String address) {
            wires.ip("link", "add", wire, "type", "veth", "peer", "name", bridge, "netns", host.namespace());
            wires.ip("link", "set", wire, "master", bridge, "up");
            host.ip("address", "add", address + "/24", "dev", bridge);
            host.ip("link", "set", bridge, "up");
        }

        /** Nothing comes through from now on. */
        void cut() {
            wires.ip("link", "set", bridge + "a", "nomaster");
        }

        /** All comes through again. */
        void heal() {
            wires.ip("link", "set", bridge + "a", "master", bridge);
        }
    }

    private Lab(Path folder) {
        this.folder = folder;
        wires = new NetworkHost(folder, name + "-wires");
    }

    /** @param folder for files of its own */
    static Lab in(Path folder) {
        Lab lab = new Lab(folder);
        lab.made(lab.wires);
        return lab;
    }

    NetworkHost host(String host) {
        return made(new NetworkHost(folder, name + "-" + host));
    }

    private NetworkHost made(NetworkHost host) {
        hosts.add(host);
        try {
            host.add();
            return host;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    Link link(NetworkHost first, NetworkHost second) {
        Link link = new Link(++links);
        try {
            link.lay(first, second);
            return link;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** All namespaces are removed, whatever is left of them. */
    @Override
    public void close() {
        hosts.forEach(NetworkHost::close);
    }
}
