package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UnixSocketTest {
    @TempDir
    Path directory;

    private Path path() {
        return directory.resolve("monitor.sock");
    }

    private String options() {
        return "server,nowait,path=" + path();
    }

    private boolean directoryHolds(String... names) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().equals(java.util.List.of(names));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsTalk(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(options());
            assertThat(server.filename()).isEqualTo("disconnected:unix:" + path() + ",server=on");
            Listener heard = new Listener();
            Attachment attachment = server.attach(heard, lab.loop());
            SocketChardev client = lab.socket("path=" + path());
            Listener answer = new Listener();
            client.attach(answer, lab.loop());

            client.current().orElseThrow();
            Lab.until(() -> heard.told.size() == 1);
            assertThat(server.filename()).isEqualTo("unix:" + path() + ",server=on");
            assertThat(client.filename()).isEqualTo("unix:" + path());
            attachment.write("hello".getBytes());
            Lab.until(() -> answer.text().equals("hello"));
            client.write("and back".getBytes());
            Lab.until(() -> heard.text().equals("and back"));
            client.close();
            Lab.until(() -> heard.told.size() == 2);
        }
    }

    /** The reader's loop has ended, the connection went home before, and only there the peer takes what was written. The kernel keeps a fifth of it. */
    @ParameterizedTest
    @EnumSource
    void aWriteOutlivesTheLoopThatItBeganOn(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(options());
            Lab.Loop loop = lab.loop();
            Listener there = new Listener();
            Attachment first = server.attach(there, loop);
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
                Lab.until(() -> there.told.contains("connected"));
                CompletableFuture<Void> write = first.write(new byte[Writer.LIMIT]).toCompletableFuture();
                first.close();
                loop.close();
                assertThat(write).isNotDone();

                ByteBuffer taken = ByteBuffer.allocate(Writer.LIMIT);
                while (taken.hasRemaining() && client.read(taken) > 0) {
                    assertThat(write).isNotCompletedExceptionally();
                }
                write.get(5, TimeUnit.SECONDS);
                Lab.Loop next = lab.loop();
                Listener reader = new Listener();
                Attachment second = server.attach(reader, next);
                Lab.until(() -> reader.told.contains("connected"));
                assertThat(next.call(() -> second.offer(new byte[1]))).as("nothing is in its way").isTrue();
                assertThat(server.status().bytesOut()).isEqualTo(Writer.LIMIT + 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isPrivateAndGoneAfterwards(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(options());

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
            assertThat(directoryHolds("monitor.sock")).isTrue();
            server.close();
            assertThat(directoryHolds()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSocketThatNobodyAnswersIsReplaced(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            dead.bind(UnixDomainSocketAddress.of(path()));
            dead.close();
            assertThat(path()).exists();

            SocketChardev server = lab.socket(options());

            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
                client.write(ByteBuffer.wrap(new byte[3]));
                Lab.until(() -> server.status().bytesIn() == 3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void somebodyElsesSocketOrFileStays(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            String message = "Failed to bind socket to " + path() + ": Address already in use";
            SocketChardev first = lab.socket(options());
            assertThatThrownBy(() -> lab.socket(options())).hasMessage(message);
            assertThat(path()).exists();
            first.close();

            Files.writeString(path(), "precious");
            assertThatThrownBy(() -> lab.socket(options())).hasMessage(message);
            assertThat(path()).hasContent("precious");
            assertThat(directoryHolds("monitor.sock")).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTookItsPlaceIsNotRemoved(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            SocketChardev server = lab.socket(options());
            Files.delete(path());
            Files.writeString(path(), "another's");

            server.close();

            assertThat(path()).hasContent("another's");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPathThatIsTooLongIsRefused(Transport transport) throws Exception {
        try (Lab lab = new Lab(transport)) {
            Path deep = Files.createDirectory(directory.resolve("d".repeat(100)));

            assertThatThrownBy(() -> lab.socket("server,nowait,path=" + deep.resolve("s"))).hasMessageContaining("is too long");

            try (Stream<Path> left = Files.list(deep)) {
                assertThat(left).isEmpty();
            }
        }
    }
}
