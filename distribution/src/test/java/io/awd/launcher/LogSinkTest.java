package io.awd.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LogSinkTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static void write(LogSink sink, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        sink.write(bytes, 0, bytes.length);
    }

    @Test
    void linesComeInOrderAndGoElsewhereOnceDiverted() {
        LogSink sink = new LogSink(out, 1000);
        write(sink, "one\n");
        write(sink, "two\n");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        sink.divert(file);
        write(sink, "three\n");
        sink.flush(10_000);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n");
        assertThat(file.toString(StandardCharsets.UTF_8)).isEqualTo("three\n");
    }

    @Test
    void whoLogsNeverWaitsAndWhatIsDroppedIsTold() {
        CountDownLatch stuck = new CountDownLatch(1);
        LogSink sink = new LogSink(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                out.write(b);
            }
        }, 100);
        for (int i = 0; i < 1000; i++) {
            write(sink, "123456789\n");
        }
        stuck.countDown();
        sink.flush(10_000);
        write(sink, "after\n");
        sink.flush(10_000);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(" log lines were dropped\n").endsWith("after\n");
        assertThat(out.size()).isLessThan(300);
    }
}
