package io.awd.shell.internal;

import io.awd.api.object.AwdException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A listening unix socket of mode 0600. It is bound inside a fresh directory of mode 0700 and linked into its place when its mode is right, so
 * there is no moment at which others could connect; the link fails when somebody else took the place meanwhile.
 */
final class SocketFile implements AutoCloseable {
    private static final int LONGEST = 107;
    private static final int FILE_TYPE = 0170000;
    private static final int SOCKET = 0140000;
    private static final String IN_USE = "Failed to bind socket: Address already in use";
    private final Path path;
    private final Object key;
    private final ServerSocketChannel channel;

    private SocketFile(Path path, Object key, ServerSocketChannel channel) {
        this.path = path;
        this.key = key;
        this.channel = channel;
    }

    /**
     * Listens at a path. A socket file there that nobody listens on is replaced.
     *
     * @throws AwdException somebody listens there, something else is there, or the system says no
     */
    static SocketFile bind(Path path) throws AwdException {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw new AwdException("UNIX socket path '" + path + "' is too long (must be less than 108 bytes)");
        }
        try {
            Path room = room(path);
            try {
                return bind(path, room);
            } finally {
                Files.deleteIfExists(room.resolve("s"));
                Files.delete(room);
            }
        } catch (IOException e) {
            throw new AwdException("Failed to bind socket to '" + path + "': " + reason(e), e);
        }
    }

    private static SocketFile bind(Path path, Path room) throws IOException, AwdException {
        Path fresh = room.resolve("s");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(fresh));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            place(fresh, path);
            return new SocketFile(path, key(fresh), channel);
        } catch (IOException | AwdException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The name is short because a socket's path may have 107 bytes only. */
    private static Path room(Path path) throws IOException {
        while (true) {
            Path room = path.resolveSibling("." + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36));
            try {
                return Files.createDirectory(room, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } catch (FileAlreadyExistsException e) {
                continue;
            }
        }
    }

    /** Threads take turns, so that one does not throw away as stale what another has just put there. */
    private static void place(Path fresh, Path path) throws IOException, AwdException {
        synchronized (SocketFile.class) {
            removeStale(path);
            try {
                Files.createLink(path, fresh);
            } catch (FileAlreadyExistsException e) {
                throw new AwdException(IN_USE, e);
            }
        }
    }

    private static void removeStale(Path path) throws IOException, AwdException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (!isSocket(path) || answers(path)) {
                throw new AwdException(IN_USE);
            }
            Files.delete(path);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & FILE_TYPE) == SOCKET;
    }

    private static boolean answers(Path path) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            // a listener whose queue is full must not hold us up
            probe.configureBlocking(false);
            probe.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        } else if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : String.valueOf(e.getMessage());
    }

    ServerSocketChannel channel() {
        return channel;
    }

    String filename() {
        return "unix:" + path + ",server=on";
    }

    /** Stops listening, and removes the file unless somebody has put another one there. */
    @Override
    public void close() throws IOException {
        channel.close();
        try {
            if (key.equals(key(path))) {
                Files.delete(path);
            }
        } catch (NoSuchFileException e) {
            // somebody removed it already: as it should be
        }
    }
}
