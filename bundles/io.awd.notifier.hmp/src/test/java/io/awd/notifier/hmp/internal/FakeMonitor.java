package io.awd.notifier.hmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A chardev behind which the test plays QEMU, with its echo. */
final class FakeMonitor implements Chardev {
    static final String GREETING = "QEMU 7.2.22 monitor - type 'help' for more information\r\n(qemu) ";
    static final String PROMPT = "(qemu) ";
    private final FakeIoThread thread;
    private final StringBuilder sent = new StringBuilder();
    private Optional<Reader> reader = Optional.empty();
    boolean connected;
    boolean held;
    boolean full;
    int disconnects;
    long patience;

    FakeMonitor(FakeIoThread thread) {
        this.thread = thread;
    }

    void connect() {
        connected = true;
        thread.execute(() -> reader.orElseThrow().connected());
    }

    /** The peer's end. */
    void hangUp() {
        connected = false;
        thread.execute(() -> reader.orElseThrow().disconnected());
    }

    /** One connection with its greeting. */
    void greet() {
        connect();
        says(GREETING);
    }

    /** Bytes that come in these pieces, in one pass of the loop. */
    void says(String... pieces) {
        thread.execute(() -> {
            for (String piece : pieces) {
                reader.orElseThrow().received(ByteBuffer.wrap(bytes(piece)), System.nanoTime());
            }
        });
    }

    void says(byte[] bytes) {
        thread.execute(() -> reader.orElseThrow().received(ByteBuffer.wrap(bytes), System.nanoTime()));
    }

    /** Bytes that come one by one, each in a pass of its own. */
    void trickles(String text) {
        for (byte b : bytes(text)) {
            says(new byte[] {b});
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What QEMU sends back for a line: it draws the line anew at each character, then the reply, then the prompt. */
    static String answer(String line, String reply) {
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= line.length(); i++) {
            all.append("\u001b[D".repeat(i - 1)).append(line, 0, i).append("\u001b[K");
        }
        return all + "\r\n" + reply.replace("\n", "\r\n") + PROMPT;
    }

    /** What arrived since the last question. */
    String sent() {
        String text = sent.toString();
        sent.setLength(0);
        return text;
    }

    boolean attached() {
        return reader.isPresent();
    }

    @Override
    public String filename() {
        return "fake";
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public Attachment attach(Reader taker, IoThread ioThread) throws AwdException {
        if (held) {
            throw new AwdException("Device 'mon0' is in use");
        }
        reader = Optional.of(taker);
        if (connected) {
            // a peer may be there before attach returns
            connect();
        }
        return new Held();
    }

    @Override
    public Writer writer() {
        throw new UnsupportedOperationException();
    }

    private final class Held implements Attachment {
        @Override
        public boolean offer(byte[] message) {
            if (!thread.inThread()) {
                throw new IllegalStateException("not on the io thread");
            }
            if (connected && !full) {
                sent.append(new String(message, StandardCharsets.UTF_8));
            }
            return connected && !full;
        }

        @Override
        public void reading(boolean on) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disconnect() {
            disconnects++;
            // bytes that are on their way still arrive
            thread.execute(() -> reader.filter(taker -> connected).ifPresent(taker -> {
                connected = false;
                taker.disconnected();
            }));
        }

        @Override
        public void patience(long millis) {
            patience = millis;
        }

        @Override
        public CompletionStage<Void> write(byte[] bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            reader = Optional.empty();
        }
    }
}
