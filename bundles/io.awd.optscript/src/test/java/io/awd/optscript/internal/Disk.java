package io.awd.optscript.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What takes the bytes of a file: as many as it has room for, and none while it hangs. */
final class Disk implements WritableByteChannel {
    volatile int room = Integer.MAX_VALUE;
    volatile CountDownLatch hangs = new CountDownLatch(0);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        try {
            hangs.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        int length = Math.min(room, bytes.remaining());
        if (length == 0) {
            throw new IOException("No space left on device");
        }
        for (int i = 0; i < length; i++) {
            taken.write(bytes.get());
        }
        room -= length;
        return length;
    }

    String text() {
        return taken.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
