package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A daemon to be: watchdogs that listen on ports of their own, and write their id to one file when they fire. */
final class Watched {
    private final Path folder;
    private final String host;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>();

    private Watched(Path folder, String host) {
        this.folder = folder;
        this.host = host;
        options.addAll(List.of("-chardev", "file,id=fired,append=on,path=" + folder.resolve("fired")));
    }

    static Watched in(Path folder) {
        return on(folder, "127.0.0.1");
    }

    static Watched on(Path folder, String host) {
        return new Watched(folder, host);
    }

    /** One more advanced-watchdog that fires into the file. */
    Watched with(String id, String properties) {
        return plain("advanced-watchdog", "awd_node", id, "notification_node=fired,opt_script=" + script(id) + "," + properties);
    }

    /** One more that notifies nobody but whom its properties say. */
    Watched plain(String type, String node, String id, String properties) {
        ports.put(id, unusedPort());
        return option("-chardev", "socket,id=on-" + id + ",host=" + host + ",port=" + port(id) + ",server=on,wait=off")
                .option("-object", type + ",id=" + id + "," + node + "=on-" + id + "," + properties);
    }

    /** The system may name one twice that nobody has taken yet. */
    private int unusedPort() {
        int port = SocketTable.freePort();
        while (ports.containsValue(port)) {
            port = SocketTable.freePort();
        }
        return port;
    }

    Watched option(String name, String value) {
        options.addAll(List.of(name, value));
        return this;
    }

    /** A file with one line. */
    Path script(String line) {
        try {
            return Files.writeString(folder.resolve("script-" + line), line + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> ids() {
        return ports.keySet();
    }

    int port(String id) {
        return ports.get(id);
    }

    List<String> options() {
        return List.copyOf(options);
    }

    Awd start() {
        return Awd.start(folder, options);
    }

    /** What was sent so far, line by line. */
    List<String> fired() {
        try {
            return Files.readAllLines(folder.resolve("fired"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void reaches(ShellSocket shell, String id, String state) {
        Eventually.holds(() -> assertThat(shell.ask("qom-get " + id + " state")).as(id).isEqualTo(state));
    }

    /** Waits until each has heard so many more messages than now. */
    static void hear(ShellSocket shell, Collection<String> ids, int more) {
        Map<String, Long> before = messages(shell);
        Eventually.holds(() -> {
            Map<String, Long> now = messages(shell);
            return assertThat(ids).allSatisfy(id -> assertThat(now.get(id)).as(id).isGreaterThanOrEqualTo(before.get(id) + more));
        });
    }

    /** Of all, with one question. */
    private static Map<String, Long> messages(ShellSocket shell) {
        List<String> lines = shell.ask("info watchdogs").lines().toList();
        int column = List.of(lines.get(0).split("\\s{2,}")).indexOf("MESSAGES");
        return lines.stream().skip(1).map(line -> line.split("\\s{2,}")).collect(Collectors.toMap(row -> row[0], row -> Long.parseLong(row[column])));
    }

    /** One attribute of each. */
    static Map<String, Long> numbers(ShellSocket shell, Collection<String> ids, String attribute) {
        Map<String, Long> all = new LinkedHashMap<>();
        ids.forEach(id -> all.put(id, shell.number(id, attribute)));
        return all;
    }
}
