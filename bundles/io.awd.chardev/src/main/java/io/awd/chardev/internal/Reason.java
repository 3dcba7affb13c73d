package io.awd.chardev.internal;

import io.netty.channel.ConnectTimeoutException;
import java.io.FileNotFoundException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/** The C library's words for an error, whatever the JDK or Netty wraps around them. */
final class Reason {
    private static final List<String> KNOWN = List.of("Connection refused", "No such file or directory", "Permission denied",
            "Address already in use", "Cannot assign requested address", "Network is unreachable", "No route to host",
            "Host is down", "Connection timed out", "Connection reset", "Broken pipe", "Invalid argument", "Too many open files",
            "Address family not supported by protocol", "Protocol wrong type for socket", "Is a directory", "Not a directory",
            "Read-only file system", "No space left on device", "Operation not permitted", "File name too long",
            "Resource temporarily unavailable", "No such device or address");

    private Reason() {
    }

    static String of(Throwable cause) {
        if (cause instanceof ConnectTimeoutException) {
            return "Connection timed out";
        } else if (cause instanceof UnknownHostException) {
            return "Name or service not known";
        } else if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException && cause.getMessage() == null) {
            return "No such file or directory";
        } else if (cause instanceof AccessDeniedException) {
            return "Permission denied";
        } else if (cause instanceof FileAlreadyExistsException) {
            return "File exists";
        } else if (cause instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        String message = Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        return KNOWN.stream().filter(message::contains).findFirst().orElse(message);
    }
}
