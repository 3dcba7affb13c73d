package io.awd.shell.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A lock between processes that leaves no file behind. Whoever gets the lock of a file that its last holder has deleted meanwhile must try
 * again; it shows by giving the locked file a size of its own and looking at the size of what has the name. (Opening that would not do: a process
 * loses its locks on a file when it closes any of its descriptors.) Threads of one process have to take turns themselves.
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
        long position = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        try {
            channel.lock();
            channel.truncate(0);
            // a hole up to there: the file takes one block
            channel.write(ByteBuffer.allocate(1), position);
            return Files.size(path) == position + 1;
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
