package io.awd.notifier.mail.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that takes no more than a mail server ever says: the mail library keeps a line however long it becomes. */
final class LimitedSocket extends Socket {
    static final int LIMIT = 1_048_576;
    private int left = LIMIT;

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                int one = super.read();
                count(one < 0 ? 0 : 1);
                return one;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                count(Math.max(0, read));
                return read;
            }
        };
    }

    private synchronized void count(int read) throws IOException {
        left -= read;
        if (left < 0) {
            throw new IOException("the server said more than " + LIMIT + " bytes");
        }
    }
}
