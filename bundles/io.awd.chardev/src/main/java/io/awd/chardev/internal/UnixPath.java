package io.awd.chardev.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The file of a listening unix socket. Nobody but its owner can connect from the first instant: it is bound inside of a directory that only
 * the owner may enter, made private there, and moved to its place.
 */
final class UnixPath {
    /** What sun_path holds, without its NUL. */
    private static final int LIMIT = 107;
    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;

    private final Path path;
    private Optional<Object> inode = Optional.empty();

    UnixPath(Path path) {
        this.path = path;
    }

    /** Binds and listens. */
    interface Binding {
        void bind(Path path) throws AwdException;
    }

    /** @throws AwdException somebody listens there, it is not a socket, or the directory does not allow it */
    void bind(Binding binding) throws AwdException {
        checkFree();
        Path parent = Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path.toAbsolutePath());
        try {
            Path room = room(parent);
            Path inside = room.resolve("s");
            try {
                checkLength(inside);
                binding.bind(inside);
                Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-------"));
                Files.move(inside, path, StandardCopyOption.ATOMIC_MOVE);
                inode = inodeNow();
            } finally {
                Files.deleteIfExists(inside);
                Files.delete(room);
            }
        } catch (IOException e) {
            throw failed(Reason.of(e));
        }
    }

    /** A directory with a short name, because there is little room for a socket's path. */
    private static Path room(Path parent) throws IOException {
        while (true) {
            String name = ".awd" + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
            try {
                return Files.createDirectory(parent.resolve(name),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                // another daemon is at the same point; take another name
            }
        }
    }

    private static void checkLength(Path inside) throws AwdException {
        if (inside.toString().getBytes(Charset.defaultCharset()).length > LIMIT) {
            throw new AwdException("UNIX socket path '" + inside + "' is too long. Path must be less than " + (LIMIT + 1) + " bytes");
        }
    }

    private void checkFree() throws AwdException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            if ((mode & TYPE_MASK) != SOCKET || answered()) {
                throw failed("Address already in use");
            }
        } catch (IOException e) {
            throw failed(Reason.of(e));
        }
    }

    /** A full backlog is an answer too. */
    private boolean answered() throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            String reason = Reason.of(e);
            if (reason.equals("Connection refused") || reason.equals("No such file or directory")) {
                return false;
            } else if (reason.equals("Resource temporarily unavailable")) {
                return true;
            }
            throw e;
        }
    }

    private AwdException failed(String reason) {
        return new AwdException("Failed to bind socket to " + path + ": " + reason);
    }

    private Optional<Object> inodeNow() throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS)) : Optional.empty();
    }

    /** Removes the file, unless it is another's by now. */
    void unlink() throws IOException {
        if (inode.isPresent() && inode.equals(inodeNow())) {
            Files.deleteIfExists(path);
        }
        inode = Optional.empty();
    }
}
