package io.awd.notifier.mail.internal;

import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Java's errors in the words of a mail notifier. */
final class Reason {
    private Reason() {
    }

    /** Whether both sides could talk, and the encryption did not come about. */
    static boolean isAboutTls(Throwable e) {
        boolean tls = false;
        for (Throwable each = e; each != null; each = each.getCause()) {
            tls |= each instanceof SSLException;
            if (each instanceof SocketException || each instanceof SocketTimeoutException || each instanceof EOFException) {
                return false;
            }
        }
        return tls;
    }

    static String of(Throwable e) {
        String message = Line.of(Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName()));
        if (e instanceof UnknownHostException) {
            return "unknown host";
        } else if (e instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        return e instanceof EOFException ? "the connection ended" : message;
    }
}
