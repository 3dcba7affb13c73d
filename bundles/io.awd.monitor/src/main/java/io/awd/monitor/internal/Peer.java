package io.awd.monitor.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.chardev.Reader;
import io.awd.api.iothread.IoThread;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;

/**
 * Who speaks through one attachment, one after the other. State changes on the io thread only, so an answer goes to the connection that asked
 * or to nobody.
 */
final class Peer implements Reader, Lines.Sink {
    private static final int PIECE = 64 * 1024;
    private static final int MOST_WAITING = 16 << 20;
    private final IoThread thread;
    private final LineQueue queue;
    private final String greeting;
    private final String prompt;
    private final UnaryOperator<String> interpreter;
    private final Runnable refused;
    private final Lines lines = new Lines(this);
    /** What is still to be sent to the present connection; a chardev takes only so much at a time. */
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private boolean sending;
    private Attachment attachment;
    private long connection;
    private volatile boolean connected;

    /**
     * @param interpreter turns a line into its answer, on the thread that empties the queue
     * @param refused told of each line that is too long
     */
    Peer(IoThread thread, LineQueue queue, String greeting, String prompt, UnaryOperator<String> interpreter, Runnable refused) {
        this.thread = thread;
        this.queue = queue;
        this.greeting = greeting;
        this.prompt = prompt;
        this.interpreter = interpreter;
        this.refused = refused;
    }

    /** Told what the chardev returned; the reader may have been called before. Any thread. */
    void attached(Attachment attachment) {
        thread.execute(() -> {
            this.attachment = attachment;
            sendNext();
        });
    }

    /** The attachment is given back; nothing is sent any more. Any thread. */
    void detached() {
        connected = false;
    }

    boolean isConnected() {
        return connected;
    }

    @Override
    public void connected() {
        connection++;
        connected = true;
        send(greeting + prompt);
    }

    @Override
    public void received(ByteBuffer bytes, long nanos) {
        lines.add(bytes);
    }

    @Override
    public void disconnected() {
        connected = false;
        lines.reset();
        forget();
    }

    private void forget() {
        waiting.clear();
        waitingBytes = 0;
    }

    @Override
    public void line(String line) {
        long asked = connection;
        queue.add(() -> answer(asked, interpreter.apply(line)));
    }

    @Override
    public void tooLong() {
        long asked = connection;
        refused.run();
        queue.add(() -> answer(asked, "Error: line is longer than " + Lines.LIMIT + " bytes"));
    }

    private void answer(long asked, String text) {
        String shown = text.isEmpty() ? prompt : text.replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n" + prompt;
        later(() -> {
            if (connected && connection == asked) {
                send(shown);
            }
        });
    }

    /** A peer that is gone, or that reads nothing for megabytes, loses its answers; commands are carried out all the same. */
    private void send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (waitingBytes + bytes.length > MOST_WAITING) {
            return;
        }
        waitingBytes += bytes.length;
        for (int from = 0; from < bytes.length; from += PIECE) {
            waiting.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE)));
        }
        sendNext();
    }

    private void sendNext() {
        if (sending || attachment == null || waiting.isEmpty()) {
            return;
        }
        sending = true;
        long to = connection;
        byte[] piece = waiting.poll();
        waitingBytes -= piece.length;
        attachment.write(piece).whenComplete((done, error) -> later(() -> {
            sending = false;
            if (error != null && connection == to) {
                forget();
            }
            sendNext();
        }));
    }

    private void later(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            // the loop has ended, and with it the connection: there is nobody to answer
        }
    }
}
