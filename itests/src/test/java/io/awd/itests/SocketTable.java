package io.awd.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a process has open, as /proc tells of it. */
final class SocketTable {
    private static final String LISTEN = "0A";

    private SocketTable() {
    }

    /** A TCP port of 127.0.0.1 that nobody has at this moment. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The TCP ports on which a process listens, on whatever address. */
    static Set<Integer> listening(long pid) {
        Set<String> own = inodes(pid);
        Set<Integer> ports = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : lines(Path.of("/proc", String.valueOf(pid), "net", table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[3].equals(LISTEN) && own.contains(columns[9])) {
                    ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    /** How many files and sockets of any kind it has open. */
    static int descriptors(long pid) {
        return targets(pid).size();
    }

    private static List<String> lines(Path table) {
        try {
            List<String> all = Files.readAllLines(table);
            return all.subList(1, all.size());
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> inodes(long pid) {
        return targets(pid).stream().filter(t -> t.startsWith("socket:[")).map(t -> t.substring("socket:[".length(), t.length() - 1))
                .collect(Collectors.toSet());
    }

    private static List<String> targets(long pid) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
            return descriptors.map(SocketTable::target).filter(t -> !t.isEmpty()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // closed since it was listed
            return "";
        }
    }
}
