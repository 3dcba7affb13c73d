package io.awd.notifier.qmp.internal;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Chardev;
import io.awd.api.chardev.Reader;
import io.awd.api.chardev.Writer;
import io.awd.api.iothread.IoThread;
import io.awd.api.object.AwdException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A chardev behind which the test plays QEMU. */
final class FakeMonitor implements Chardev {
    static final String GREETING = "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"Debian\"}, "
            + "\"capabilities\": [\"oob\"]}}\r\n";
    static final String OLD_GREETING = GREETING.replace("\"oob\"", "");
    private final FakeIoThread thread;
    private final List<JsonObject> sent = new ArrayList<>();
    private final List<Boolean> reading = new ArrayList<>();
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

    /** One connection up to the point where steps may come. */
    void ready() {
        connect();
        says(GREETING);
        returns("{}");
        returns("{\"status\": \"running\", \"running\": true}");
    }

    /** Bytes that come in these pieces, in one pass of the loop. */
    void says(String... pieces) {
        thread.execute(() -> {
            for (String piece : pieces) {
                reader.orElseThrow().received(ByteBuffer.wrap(bytes(piece)), System.nanoTime());
            }
        });
    }

    /** Answers the first command that has no answer yet. */
    void returns(String value) {
        says("{\"return\": " + value + ", \"id\": " + next().get("id") + "}\r\n");
    }

    /** The same with an error. */
    void refuses(String kind, String text) {
        says("{\"id\": " + next().get("id") + ", \"error\": {\"class\": \"" + kind + "\", \"desc\": \"" + text + "\"}}\r\n");
    }

    void event(String name) {
        event(name, "{}");
    }

    void event(String name, String data) {
        says("{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"" + name + "\", \"data\": " + data + "}\r\n");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The first command that was not taken yet. */
    JsonObject next() {
        return sent.remove(0);
    }

    /** Commands that were not taken yet. */
    List<JsonObject> sent() {
        return sent;
    }

    boolean attached() {
        return reader.isPresent();
    }

    List<Boolean> reading() {
        return reading;
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
                String text = new String(message, StandardCharsets.UTF_8);
                if (!text.endsWith("}") || text.indexOf('\n') >= 0) {
                    throw new IllegalStateException("not one object and nothing more: " + text);
                }
                sent.add(JsonParser.parseString(text).getAsJsonObject());
            }
            return connected && !full;
        }

        @Override
        public void reading(boolean on) {
            reading.add(on);
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
