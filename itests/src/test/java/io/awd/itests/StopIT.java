package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stop on purpose: it succeeds, leaves nothing behind and is no reason for anybody to fire. */
class StopIT {
    @TempDir
    private Path folder;
    private int port;

    @BeforeEach
    void choose() {
        port = SocketTable.freePort();
    }

    /** SIGINT is ignored by what is started in the background of a script; the wrapper gives it its meaning back. */
    private Path home() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("home/bin"));
        Path awd = Files.writeString(bin.resolve("awd"), "#!/bin/sh\nexec env --default-signal=INT " + Awd.HOME.resolve("bin/awd") + " \"$@\"\n");
        Files.setPosixFilePermissions(awd, PosixFilePermissions.fromString("rwxr-xr-x"));
        return bin.getParent();
    }

    private Awd stoppable(Path own) throws IOException {
        return Awd.start(Files.createDirectories(own), home(), List.of(
                "-chardev", "socket,id=h1,host=127.0.0.1,port=" + port + ",server=on,wait=off",
                "-monitor", "unix:" + own.resolve("monitor") + ",server=on,wait=off", "-pidfile", own.resolve("pid").toString(),
                "-object", "advanced-watchdog,id=heart1,server=on,awd_node=h1,pulse_interval=200,timeout=1000"));
    }

    private static int signal(Awd awd, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(awd.pid())).start().waitFor()).isZero();
        assertThat(awd.process().waitFor(20, TimeUnit.SECONDS)).as("ended; it says: %s", awd.log()).isTrue();
        return awd.process().exitValue();
    }

    private static List<String> left(Path own) throws IOException {
        try (Stream<Path> files = Files.list(own)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsItWithStatusZeroAndNothingIsLeft(String signal) throws Exception {
        Path own = folder.resolve("own");
        try (Awd awd = stoppable(own); SteadyPeer peer = SteadyPeer.to(port)) {
            Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get heart1 state")).isEqualTo("alive"));
            assertThat(left(own)).contains("monitor", "pid", "shell").anyMatch(name -> name.startsWith("awd-"));
            assertThat(signal(awd, signal)).isZero();
            assertThat(left(own)).containsExactly("err", "out");
            assertThat(awd.log()).doesNotContain("ERROR", "Exception");
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        }
    }

    /** The framework's cache is there as soon as the launcher has begun to listen for signals; from then on any moment is as good as another. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50, 100, 150, 200, 250, 300, 350, 400, 500})
    void aSignalDuringStartUpIsACleanStopToo(int millis) throws Exception {
        Path own = folder.resolve("own");
        try (Awd awd = Awd.launch(own, Awd.HOME, own.resolve("shell"), List.of("-chardev", "null,id=n", "-object", "iothread,id=io1"))) {
            Eventually.holds(() -> assertThat(own).isDirectoryRecursivelyContaining("glob:**/awd-*/cache"));
            TimeUnit.MILLISECONDS.sleep(millis);
            assertThat(signal(awd, "TERM")).as("it says: %s", awd.log()).isZero();
            assertThat(left(own)).containsExactly("err", "out");
            assertThat(awd.log()).doesNotContain("nothing reads", "ERROR", "Exception");
        }
    }

    @Test
    void aSignalWhileItWaitsForAClientIsACleanStopToo() throws Exception {
        Path own = folder.resolve("own");
        try (Awd awd = Awd.launch(own, Awd.HOME, own.resolve("shell"), List.of("-pidfile", "pid",
                "-chardev", "socket,id=h1,host=127.0.0.1,port=" + port + ",server=on"))) {
            Eventually.holds(() -> assertThat(awd.log()).contains("waiting for connection on: disconnected:tcp:127.0.0.1:" + port + ",server=on"));
            assertThat(signal(awd, "TERM")).isZero();
            assertThat(left(own)).containsExactly("err", "out");
            new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1")).close();
        }
    }

    /** A control with the same timeout is heard once after the stop: when it has expired, the stopped peer's silence was longer. */
    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "quit", "object-del"})
    void thePeerOfOneThatStopsOnPurposeWaitsAndDoesNotFire(String how) throws Exception {
        int control = SocketTable.freePort();
        Path script = Files.writeString(folder.resolve("opt-script"), "fired\n");
        try (Awd stopping = stoppable(folder.resolve("stopping"));
                Awd stays = Awd.start(folder, List.of("-chardev", "socket,id=h1,host=127.0.0.1,port=" + port + ",reconnect=1",
                        "-chardev", "socket,id=h2,host=127.0.0.1,port=" + control + ",server=on,wait=off",
                        "-chardev", "file,id=out,path=" + folder.resolve("fired"),
                        "-object", "advanced-watchdog,id=heart1,server=off,awd_node=h1,notification_node=out,opt_script=" + script
                                + ",pulse_interval=200,timeout=1000",
                        "-object", "advanced-watchdog,id=control,awd_node=h2,timeout=1000"))) {
            ShellSocket shell = ShellSocket.of(stays);
            Eventually.holds(() -> assertThat(shell.ask("qom-get heart1 state")).isEqualTo("alive"));
            Eventually.holds(() -> assertThat(ShellSocket.of(stopping).ask("qom-get heart1 state")).isEqualTo("alive"));
            stop(stopping, how);
            try (TextClient heard = TextClient.tcp("127.0.0.1", control)) {
                heard.type("once\n");
                Eventually.holds(() -> assertThat(shell.number("control", "expiries")).isEqualTo(1));
            }
            assertThat(shell.ask("qom-get heart1 state")).isEqualTo("waiting");
            assertThat(shell.number("heart1", "expiries")).isZero();
            assertThat(shell.ask("info watchdogs heart1")).contains("says on h1 that it stops");
            assertThat(Files.readString(folder.resolve("fired"))).isEmpty();
        }
    }

    private static void stop(Awd awd, String how) throws Exception {
        switch (how) {
            case "object-del" -> ShellSocket.of(awd).ask("object-del heart1");
            case "quit" -> {
                ShellSocket.of(awd).run("quit");
                assertThat(awd.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(awd.process().exitValue()).isZero();
            }
            default -> assertThat(signal(awd, how)).isZero();
        }
    }

    @Test
    void theStoppingFrameIsByteExact() throws Exception {
        try (Relay peer = Relay.listening("127.0.0.1"); Awd awd = Awd.start(folder, List.of(
                "-chardev", "socket,id=h1,host=127.0.0.1,port=" + peer.port(),
                "-object", "advanced-watchdog,id=heart1,awd_node=h1,pulse_interval=600000"))) {
            Eventually.holds(() -> assertThat(Frames.of(peer.last().fromClient())).containsExactly("pulse"));
            assertThat(awd.stop()).isZero();
            Eventually.holds(() -> assertThat(Frames.of(peer.last().fromClient())).containsExactly("pulse", "stopping"));
            Eventually.holds(() -> assertThat(peer.last().fromClient().ended()).isTrue());
        }
    }
}
