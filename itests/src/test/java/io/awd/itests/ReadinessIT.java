package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a watchdog could not act is told long before it must, whatever the reason, and that it could again. */
class ReadinessIT {
    @TempDir
    private Path folder;

    private static void told(Awd awd, String id, String what, int times) {
        Eventually.holds(() -> {
            String log = awd.log();
            return assertThat(log.lines().filter(line -> line.contains(id + ": " + what)).count()).as("'%s: %s' in%n%s", id, what, log).isEqualTo(times);
        });
    }

    @Test
    void whateverIsMissingIsToldOnceAndSoIsItsReturn() throws Exception {
        int port = SocketTable.freePort();
        Path script = folder.resolve("act");
        Files.writeString(script, "act\n");
        Watched watched = Watched.in(folder).with("well", "pulse=off,timeout=60000")
                .plain("advanced-watchdog", "awd_node", "peer", "pulse=off,timeout=60000,notification_node=out,opt_script=" + script)
                .option("-chardev", "socket,id=out,host=127.0.0.1,reconnect=1,port=" + port);
        try (Awd awd = watched.start(); SteadyPeer peer = SteadyPeer.to(watched.port("peer")); SteadyPeer other = SteadyPeer.to(watched.port("well"))) {
            ShellSocket shell = ShellSocket.of(awd);
            told(awd, "peer", "could not act: out: not connected", 1);
            assertThat(shell.ask("qom-get peer ready")).isEqualTo("false");
            try (ServerSocket listener = new ServerSocket(port, 5, InetAddress.getLoopbackAddress()); Socket taken = listener.accept()) {
                assertThat(taken.isConnected()).isTrue();
                told(awd, "peer", "could act again", 1);

                Files.writeString(script, "act\n[stranger]\nact too\n");
                assertThat(awd.ask("script-reload peer")).isEmpty();
                told(awd, "peer", "could not act: script " + script + " has steps for 'stranger'", 1);
                Files.writeString(script, "act\n");
                assertThat(awd.ask("script-reload peer")).isEmpty();
                told(awd, "peer", "could act again", 2);

                Files.delete(script);
                told(awd, "peer", "could not act: script " + script + " does not read any more", 1);
                Files.writeString(script, "act\n");
                told(awd, "peer", "could act again", 3);
                told(awd, "peer", "could not act", 3);
            }
            told(awd, "peer", "could not act", 4);
            assertThat(awd.log()).doesNotContain("well: could not act");
            peer.silence();
            other.silence();
        }
    }

    @Test
    void whatIsMadeAndTakenAwayLaterIsSeenToo() throws Exception {
        // where nobody can come to listen, as could at a port
        Watched watched = Watched.in(folder).with("well", "pulse=off,timeout=60000")
                .option("-chardev", "socket,id=out,reconnect=1,path=" + folder.resolve("nobody"));
        try (Awd awd = watched.start()) {
            assertThat(awd.ask("chardev-add null,id=silent")).isEmpty();
            assertThat(awd.ask("object-add advanced-watchdog,id=late,pulse=off,awd_node=silent,notification_node=out,opt_script=" + watched.script("late"))).isEmpty();
            told(awd, "late", "could not act: out: not connected", 1);
            assertThat(awd.log()).doesNotContain("well: could not act");
            assertThat(awd.ask("object-del late")).isEmpty();
            assertThat(awd.ask("chardev-remove out")).isEmpty();
            assertThat(awd.ask("info watchdogs")).doesNotContain("late");
        }
    }
}
