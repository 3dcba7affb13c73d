package io.awd.watchdog.internal;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long the host has been suspended in all: the monotonic clock stands still then, the time since boot does not. Nobody can be heard meanwhile. Any thread.
 */
final class Suspension implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("awd.watchdog");
    private static final long FRESH_FOR = TimeUnit.SECONDS.toNanos(1);
    private final Closeable source;
    private final LongSupplier boot;
    private final LongSupplier monotonic;
    private final long atFirst;
    private volatile long last;
    private volatile long readAt;

    /**
     * @param boot ns since boot, suspended time included
     * @param monotonic ns, suspended time not included
     */
    Suspension(LongSupplier boot, LongSupplier monotonic) {
        this(boot, monotonic, () -> { });
    }

    private Suspension(LongSupplier boot, LongSupplier monotonic, Closeable source) {
        this.source = source;
        this.boot = boot;
        this.monotonic = monotonic;
        this.atFirst = boot.getAsLong() - monotonic.getAsLong();
        this.readAt = monotonic.getAsLong();
    }

    /** Of this host. Where it cannot be found out the host was never suspended. */
    static Suspension ofHost() {
        Uptime uptime = new Uptime();
        return new Suspension(uptime, System::nanoTime, uptime);
    }

    /** It stands between a deadline and the script, so the file is kept open, and its few bytes ({@code 12345.67 …}, seconds) are read by hand. */
    private static final class Uptime implements LongSupplier, Closeable {
        private final Optional<RandomAccessFile> file;
        private final byte[] text = new byte[32];

        Uptime() {
            Optional<RandomAccessFile> opened = Optional.empty();
            try {
                opened = Optional.of(new RandomAccessFile("/proc/uptime", "r"));
            } catch (IOException e) {
                LOG.info("there is no /proc/uptime: a suspended host is not noticed");
            }
            file = opened;
        }

        @Override
        public synchronized long getAsLong() {
            try {
                return file.isPresent() ? read(file.get()) : System.nanoTime();
            } catch (IOException e) {
                return System.nanoTime();
            }
        }

        private long read(RandomAccessFile from) throws IOException {
            from.seek(0);
            int length = from.read(text);
            long hundredths = 0;
            for (int i = 0; i < length && text[i] != ' '; i++) {
                hundredths = text[i] == '.' ? hundredths : hundredths * 10 + text[i] - '0';
            }
            return hundredths * 10_000_000L;
        }

        @Override
        public synchronized void close() throws IOException {
            if (file.isPresent()) {
                file.get().close();
            }
        }
    }

    /** Time since the host's boot in ns, suspended time included; where it cannot be found out, the monotonic clock. */
    long sinceBoot() {
        return boot.getAsLong();
    }

    /** In ns, read now. */
    long now() {
        last = boot.getAsLong() - monotonic.getAsLong() - atFirst;
        readAt = monotonic.getAsLong();
        return last;
    }

    /** In ns, at most a second old. */
    long recent() {
        return monotonic.getAsLong() - readAt > FRESH_FOR ? now() : last;
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            LOG.debug("/proc/uptime cannot be closed", e);
        }
    }
}
