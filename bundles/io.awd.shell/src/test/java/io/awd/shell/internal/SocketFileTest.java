package io.awd.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketFileTest {
    private static final String IN_USE = "Failed to bind socket: Address already in use";

    @TempDir
    Path folder;

    @Test
    void isThereForItsUserOnlyAndGoneAfterwards() throws Exception {
        Path path = folder.resolve("awd.sock");
        try (SocketFile socket = SocketFile.bind(path)) {
            assertThat(socket.filename()).isEqualTo("unix:" + path + ",server=on");
            assertThat(mode(path)).isEqualTo("rw-------");
            assertThat(folder).isDirectoryContaining(p -> p.equals(path));
            try (var files = Files.list(folder)) {
                assertThat(files).containsExactly(path);
            }
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void neverHasAnotherMode() throws Exception {
        Path path = folder.resolve("awd.sock");
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Set<String>> seen = CompletableFuture.supplyAsync(() -> watch(path, ended));
        for (int i = 0; i < 200; i++) {
            SocketFile.bind(path).close();
        }
        try (SocketFile last = SocketFile.bind(path)) {
            assertThat(last.channel().isOpen()).isTrue();
            ended.set(true);
            assertThat(seen.get(10, TimeUnit.SECONDS)).containsExactly("rw-------");
        }
    }

    private static Set<String> watch(Path path, AtomicBoolean ended) {
        Set<String> modes = new TreeSet<>();
        boolean last;
        do {
            last = ended.get();
            try {
                modes.add(mode(path));
            } catch (NoSuchFileException e) {
                continue;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        } while (!last);
        return modes;
    }

    @Test
    void replacesAFileThatNobodyListensOn() throws Exception {
        Path path = folder.resolve("awd.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (SocketFile socket = SocketFile.bind(path)) {
            assertThat(socket.channel().isOpen()).isTrue();
            assertThat(mode(path)).isEqualTo("rw-------");
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesAPlaceThatIsTaken() throws Exception {
        Path path = folder.resolve("awd.sock");
        try (SocketFile first = SocketFile.bind(path)) {
            assertThatThrownBy(() -> SocketFile.bind(path)).isInstanceOf(AwdException.class).hasMessage(IN_USE);
            assertThat(first.channel().isOpen()).isTrue();
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
        assertThat(folder).isEmptyDirectory();
        Files.writeString(path, "a file of somebody's");
        assertThatThrownBy(() -> SocketFile.bind(path)).hasMessage(IN_USE);
        assertThat(path).hasContent("a file of somebody's");
    }

    @Test
    void ofManyAtOnceOneGetsThePlace() throws Exception {
        Path path = folder.resolve("awd.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path));
        }
        var attempts = IntStream.range(0, 8).mapToObj(i -> CompletableFuture.supplyAsync(() -> {
            try {
                return Optional.of(SocketFile.bind(path));
            } catch (AwdException e) {
                assertThat(e).hasMessage(IN_USE);
                return Optional.<SocketFile>empty();
            }
        })).toList();
        var won = attempts.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
        assertThat(won).hasSize(1);
        SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        won.get(0).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesAnothersFileAlone() throws Exception {
        Path path = folder.resolve("awd.sock");
        SocketFile first = SocketFile.bind(path);
        Files.delete(path);
        try (SocketFile second = SocketFile.bind(path)) {
            first.close();
            assertThat(second.channel().isOpen()).isTrue();
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
    }

    @Test
    void saysWhyItCannotBe() {
        Path nowhere = folder.resolve("none/awd.sock");
        assertThatThrownBy(() -> SocketFile.bind(nowhere)).hasMessage("Failed to bind socket to '" + nowhere + "': No such file or directory");
        Path far = folder.resolve("x".repeat(108));
        assertThatThrownBy(() -> SocketFile.bind(far)).hasMessage("UNIX socket path '" + far + "' is too long (must be less than 108 bytes)");
        assertThat(folder).isEmptyDirectory();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
