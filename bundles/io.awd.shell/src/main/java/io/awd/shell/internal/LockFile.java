package io.awd.shell.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A lock between processes that leaves no file behind. Whoever gets the lock of a file that its last holder has deleted meanwhile must try
 * again; it is told by writing a token through the lock and reading it through the name. Threads of one process have to take turns themselves.
 */
final class LockFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private LockFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Waits for the lock. */
    static LockFile take(Path path) throws IOException {
        while (true) {
            FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (locks(channel, path)) {
                return new LockFile(path, channel);
            }
            channel.close();
        }
    }

    private static boolean locks(FileChannel channel, Path path) throws IOException {
        String token = UUID.randomUUID().toString();
        try {
            channel.lock();
            channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.US_ASCII)), 0);
            return Files.readString(path, StandardCharsets.US_ASCII).equals(token);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.delete(path);
        }
    }
}
