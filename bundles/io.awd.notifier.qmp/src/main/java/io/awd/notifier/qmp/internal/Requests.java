package io.awd.notifier.qmp.internal;

import io.awd.api.chardev.Attachment;
import io.awd.api.iothread.IoThread;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The commands that are out on a connection, by id. On the io thread only. */
final class Requests {
    /** That may be out at a time. */
    static final int MOST = 64;
    private final IoThread thread;
    private final Map<String, Request> out = new LinkedHashMap<>();
    /** A connection may outlive its holder: an answer to a former one must not be taken for ours. */
    private final String prefix = "awd-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + "-";
    private long last;

    Requests(IoThread thread) {
        this.thread = thread;
    }

    /** Sends it now or not at all, and ends it when its time is over. */
    void send(Attachment to, Request request) {
        String id = prefix + ++last;
        // no newline after it: QEMU needs none, and leaves it unread when it quits, which resets the connection and loses the answer
        byte[] bytes = request.command().json(id).getBytes(StandardCharsets.UTF_8);
        if (out.size() >= MOST) {
            request.end(new Answer.NotSent(MOST + " commands are waiting for their answers already"));
        } else if (!to.offer(bytes)) {
            request.end(new Answer.NotSent("the monitor takes nothing"));
        } else {
            out.put(id, request);
            if (request.timeoutMillis() > 0) {
                request.timer(thread.schedule(() -> overdue(id), TimeUnit.MILLISECONDS.toNanos(request.timeoutMillis())));
            }
        }
    }

    private void overdue(String id) {
        Optional.ofNullable(out.remove(id)).ifPresent(request -> request.end(new Answer.Overdue(request.timeoutMillis())));
    }

    /** @return false: nobody waits for it */
    boolean answered(Optional<String> id, Answer answer) {
        Optional<Request> request = id.map(out::remove);
        request.ifPresent(asked -> asked.end(answer));
        return request.isPresent();
    }

    /** Whether a step is out that stands in the way of what is sent after it. */
    boolean busy() {
        return out.values().stream().anyMatch(request -> request.step() && !request.command().oob());
    }

    /** The connection is gone. */
    void lost(String why) {
        List<Request> all = List.copyOf(out.values());
        out.clear();
        all.forEach(request -> request.end(new Answer.Lost(why)));
    }
}
