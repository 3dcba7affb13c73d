package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no native epoll (another processor, a temporary folder without programs) the JDK's selector does it all, and the log says so. */
class NoEpollIT {
    @TempDir
    private Path folder;

    @Test
    void heartbeatsDeadlinesAndScriptsWorkWithTheSelector() throws Exception {
        Path path = folder.resolve("pair");
        Watched watched = Watched.in(folder).with("peer", "pulse_interval=100,timeout=1000")
                .option("-chardev", "socket,id=listens,server=on,wait=off,path=" + path)
                .option("-chardev", "socket,id=connects,reconnect=1,path=" + path);
        for (String side : new String[] {"listens", "connects"}) {
            watched.option("-object", "advanced-watchdog,id=" + side + "-too,server=on,awd_node=" + side + ",notification_node=fired,opt_script="
                    + watched.script(side) + ",pulse_interval=100,timeout=5000");
        }
        try (Awd awd = Awd.start(folder, "-Dio.netty.transport.noNative=true", watched.options()); SteadyPeer peer = SteadyPeer.to(watched.port("peer"))) {
            ShellSocket shell = ShellSocket.of(awd);
            assertThat(awd.log()).contains("iothreads use the JDK's selector");
            Watched.reaches(shell, "listens-too", "alive");
            Watched.reaches(shell, "connects-too", "alive");
            Watched.reaches(shell, "peer", "alive");
            long before = shell.number("peer", "messages");
            Eventually.holds(() -> assertThat(shell.number("peer", "messages")).isGreaterThan(before + 10));

            peer.silence();
            Watched.reaches(shell, "peer", "expired");
            Eventually.holds(() -> assertThat(watched.fired()).containsExactly("peer"));
            peer.speak();
            Watched.reaches(shell, "peer", "alive");
            assertThat(shell.number("listens-too", "expiries") + shell.number("connects-too", "expiries")).isZero();
            assertThat(watched.fired()).containsExactly("peer");
        }
    }
}
