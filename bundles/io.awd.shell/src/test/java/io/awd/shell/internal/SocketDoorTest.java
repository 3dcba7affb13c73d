package io.awd.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SocketDoorTest {
    private static final String GREETING = "AWD 0.1.0 shell - type 'help' for AWD's commands, 'exit' to leave\nawd> ";
    private final Gogo gogo = new Gogo();
    private final Counts counts = new Counts();
    private Path path;
    private SocketDoor door;

    @BeforeEach
    void open(@TempDir Path folder) throws AwdException {
        path = folder.resolve("awd.sock");
        door = new SocketDoor("shell0", SocketFile.bind(path), gogo.processor, new Completion(List::of), "0.1.0", counts);
    }

    @AfterEach
    void end() throws InterruptedException {
        door.close();
        gogo.goOn.countDown();
        // a command that ends after Gogo has stopped would redirect System.out again
        Gogo.await("sessions ended", () -> counts.open.get() == 0);
        gogo.close();
    }

    @Test
    void answersOneCommand() throws IOException {
        assertThat(Client.once(path, "say hällo")).isEqualTo("hällo\n\0" + "0");
        assertThat(Client.once(path, "print x")).isEqualTo("printed x\n\0" + "0");
        assertThat(Client.once(path, "say")).isEqualTo("\0" + "0");
        assertThat(Client.once(path, "say a | say b")).isEqualTo("b\n\0" + "0");
    }

    @Test
    void tellsThatOneCommandFailed() throws IOException {
        assertThat(Client.once(path, "fail")).isEqualTo("Error: Device 'nope' not found\n\0" + "1");
        assertThat(Client.once(path, "nosuch")).isEqualTo("unknown command: 'nosuch'\n\0" + "1");
        assertThat(Client.once(path, "break")).isEqualTo("Error: IllegalArgumentException: broken\n\0" + "1");
        assertThat(Client.once(path, "say \"x")).startsWith("Error: ").endsWith("\n\0" + "1");
    }

    @Test
    void aCommandThatWasCutOffIsNotRun() throws IOException, InterruptedException {
        try (Client client = new Client(path)) {
            client.send("\0say x");
            client.shutdownOutput();
            assertThat(client.toEnd()).isEmpty();
        }
        Gogo.await("session ended", () -> counts.open.get() == 0);
        assertThat(counts.commands).hasValue(0);
    }

    @Test
    void aNulThatComesLateStillMeansOneCommand() throws IOException {
        try (Client client = new Client(path)) {
            client.until(GREETING);
            client.send("\0say x\n");
            assertThat(client.toEnd()).isEqualTo("x\n\0" + "0");
        }
    }

    @Test
    void greetsASilentClientAndAnswersItsLines() throws IOException, InterruptedException {
        try (Client client = new Client(path)) {
            assertThat(client.until("awd> ")).isEqualTo(GREETING);
            client.send("say ä\r\n");
            assertThat(client.until("awd> ")).isEqualTo("ä\nawd> ");
            client.send("fail\n");
            assertThat(client.until("awd> ")).isEqualTo("Error: Device 'nope' not found\nawd> ");
            client.send("\n");
            assertThat(client.until("awd> ")).isEqualTo("awd> ");
            client.send("x = 5\n");
            assertThat(client.until("awd> ")).isEqualTo("5\nawd> ");
            client.send("say $x\n");
            assertThat(client.until("awd> ")).isEqualTo("5\nawd> ");
            client.send("exit\n");
            assertThat(client.toEnd()).isEmpty();
        }
        Gogo.await("session ended", () -> counts.open.get() == 0);
        assertThat(counts.sessions).hasValue(1);
        assertThat(counts.commands).hasValue(5 - 1);
    }

    @Test
    void answersWhatWasPipedInAndEndsWithIt() throws IOException {
        try (Client client = new Client(path)) {
            client.send("say a\nsay b\nsay cut");
            client.shutdownOutput();
            assertThat(client.toEnd()).isEqualTo(GREETING + "a\nawd> b\nawd> \n");
        }
        try (Client client = new Client(path)) {
            client.send("logout\nsay b\n");
            assertThat(client.toEnd()).isEqualTo(GREETING);
        }
    }

    @Test
    void refusesALineThatIsTooLongAndGoesOn() throws IOException {
        try (Client client = new Client(path)) {
            client.until(GREETING);
            client.send("say " + "x".repeat(Conversation.LINE_LIMIT) + "\nsay ok\n");
            assertThat(client.until("ok\nawd> ")).isEqualTo("Error: line is longer than 65536 bytes\nawd> ok\nawd> ");
        }
    }

    @Test
    void refusesTheSeventeenthClient() throws IOException, InterruptedException {
        List<Client> clients = new ArrayList<>();
        try {
            for (int i = 0; i < SocketDoor.MAX_SESSIONS; i++) {
                clients.add(new Client(path));
                clients.get(i).until(GREETING);
            }
            assertThat(counts.open).hasValue(SocketDoor.MAX_SESSIONS);
            try (Client late = new Client(path)) {
                assertThat(late.toEnd()).isEqualTo("Error: too many sessions (16)\n");
            }
            clients.remove(0).close();
            Gogo.await("a place is free", () -> counts.open.get() < SocketDoor.MAX_SESSIONS);
            assertThat(Client.once(path, "say again")).startsWith("again");
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    @Test
    void closingEndsSessionsAndRemovesTheFile() throws IOException {
        try (Client client = new Client(path)) {
            client.until(GREETING);
            door.close();
            assertThat(client.toEnd()).isEmpty();
        }
        assertThat(path).doesNotExist();
        assertThat(counts.open).hasValue(0);
        door.close();
    }

    @Test
    void closingLetsARunningCommandAnswer() throws Exception {
        try (Client client = new Client(path)) {
            client.send("\0wait\n");
            gogo.begun.await();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(door::close);
            Gogo.await("it listens no more", () -> Files.notExists(path));
            gogo.goOn.countDown();
            assertThat(client.toEnd()).isEqualTo("waited\n\0" + "0");
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void closingDoesNotWaitForACommandThatHangs() throws Exception {
        try (Client client = new Client(path)) {
            client.send("\0wait\n");
            gogo.begun.await();
            CompletableFuture.runAsync(door::close).get(8, TimeUnit.SECONDS);
            assertThat(client.toEnd()).isEmpty();
        }
    }

    @Test
    void aClientThatVanishesHurtsNobody() throws IOException, InterruptedException {
        for (int i = 0; i < 20; i++) {
            SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
        }
        Gogo.await("sessions ended", () -> counts.open.get() == 0);
        assertThat(Client.once(path, "say ok")).startsWith("ok");
    }
}
