package io.awd.chardev.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Writer;
import io.awd.api.object.AwdException;
import io.awd.api.object.Instance;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTest {
    @TempDir
    Path directory;
    private Lab lab;

    @BeforeEach
    void open() {
        lab = new Lab(Transport.NIO);
    }

    @AfterEach
    void close() throws Exception {
        lab.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Chardev file(FileType type, Path path, boolean append) throws AwdException {
        return lab.closing((StreamChardev<?>) type.create(lab.creation("f", new FileType.Properties(path, append), 0)));
    }

    @Test
    void aFileIsWrittenInOrderAndWholeWhenItIsClosed() throws Exception {
        FileType type = new FileType();
        Path path = directory.resolve("log");
        Chardev file = file(type, path, false);
        Writer writer = file.writer();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            all.append(i).append('\n');
            writer.write(bytes(i + "\n"));
        }
        ((Instance<?>) file).close();

        assertThat(path).hasContent(all.toString());
        StreamStatus status = (StreamStatus) ((Instance<?>) file).status();
        assertThat(status.bytesOut()).isEqualTo(all.length());
        assertThatThrownBy(() -> writer.write(bytes("late")).toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class).hasMessageContaining("not connected");
        type.stop();
    }

    @Test
    void aFileIsEmptiedOrAppendedTo() throws Exception {
        FileType type = new FileType();
        Path path = Files.writeString(directory.resolve("log"), "old ");
        Chardev appended = file(type, path, true);
        appended.writer().write(bytes("new")).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(path).hasContent("old new");

        file(type, path, false);

        assertThat(path).isEmptyFile();
        type.stop();
    }

    @Test
    void aFileThatCannotBeOpenedIsRefused() {
        FileType type = new FileType();

        assertThatThrownBy(() -> file(type, Path.of("/no/such/file"), false))
                .hasMessage("Could not open '/no/such/file': No such file or directory");
        assertThatThrownBy(() -> file(type, directory, false)).hasMessage("Could not open '" + directory + "': Is a directory");
        type.stop();
    }

    @Test
    void aFullDeviceFailsTheWrite() throws Exception {
        FileType type = new FileType();
        Chardev full = file(type, Path.of("/dev/full"), false);

        CompletableFuture<Void> write = full.writer().write(bytes("x")).toCompletableFuture();

        assertThatThrownBy(() -> write.get(5, TimeUnit.SECONDS)).hasMessageContaining("No space left on device");
        assertThat(((StreamStatus) ((Instance<?>) full).status()).lastError()).isEqualTo("No space left on device");
        type.stop();
    }

    @Test
    void nullIsConnectedAndDiscards() throws Exception {
        NullType type = new NullType();
        StreamChardev<?> chardev = lab.closing((StreamChardev<?>) type.create(lab.creation("n", new NullType.Properties(), 0)));
        Listener reader = new Listener();
        Attachment attachment = chardev.attach(reader, lab.loop());
        Lab.until(() -> reader.told.equals(java.util.List.of("connected")));

        assertThat(chardev.filename()).isEqualTo("null");
        assertThat(attachment.offer(bytes("pulse"))).isTrue();
        attachment.write(bytes("more")).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(chardev.status().bytesOut()).isEqualTo(9);
        assertThatThrownBy(chardev::writer).hasMessage("Device 'n' is in use");
        attachment.close();
        chardev.writer().close();
    }

    @Test
    void stdioReadsAndWritesAndHasOneOwner() throws Exception {
        InputStream in = System.in;
        PrintStream out = System.out;
        PipedOutputStream typed = new PipedOutputStream();
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try {
            System.setIn(new PipedInputStream(typed));
            System.setOut(new PrintStream(shown, true));
            StdioType type = new StdioType();
            StreamChardev<?> first = stdio(type);
            assertThatThrownBy(() -> stdio(type)).hasMessage("cannot use stdio by multiple character devices");
            Listener reader = new Listener();
            Attachment attachment = first.attach(reader, lab.loop());
            typed.write(bytes("hello"));
            typed.flush();
            Lab.until(() -> reader.text().equals("hello"));
            attachment.write(bytes("world")).toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(shown.toString()).isEqualTo("world");

            first.close();
            StreamChardev<?> second = stdio(type);
            assertThat(Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals("awd-chardev-stdin"))).hasSize(1);
            Listener next = new Listener();
            second.attach(next, lab.loop());
            typed.write(bytes("again"));
            typed.flush();
            Lab.until(() -> next.text().equals("again"));
            typed.close();
            Lab.until(() -> next.told.size() == 2);
            assertThat(second.connected()).isFalse();
            assertThat(reader.told).containsExactly("connected", "disconnected");
            type.stop();
        } finally {
            System.setIn(in);
            System.setOut(out);
        }
    }

    private StreamChardev<?> stdio(StdioType type) throws AwdException {
        return lab.closing((StreamChardev<?>) type.create(lab.creation("s", new StdioType.Properties(), 0)));
    }

    @Test
    void aReaderThatWantsNothingHoldsStandardInput() throws Exception {
        StreamChardev<StdioType.Properties> chardev = new StreamChardev<>("stdio", "s", new StreamChardev.Output() {
            @Override
            public void write(byte[] bytes) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                // nothing is open
            }
        }, Runnable::run);
        Listener reader = new Listener();
        Attachment attachment = chardev.attach(reader, lab.loop());
        attachment.reading(false);
        Thread input = new Thread(() -> {
            try {
                chardev.received(bytes("kept"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        input.start();
        Lab.until(() -> input.getState() == Thread.State.WAITING);
        assertThat(reader.text()).isEmpty();

        attachment.reading(true);

        input.join(5000);
        assertThat(reader.text()).isEqualTo("kept");
        chardev.close();
    }
}
