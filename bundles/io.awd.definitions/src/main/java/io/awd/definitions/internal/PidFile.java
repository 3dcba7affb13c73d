package io.awd.definitions.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The file of {@code -pidfile}, locked as QEMU locks it for as long as the process lives: a file that a killed process left behind is taken over,
 * one whose process lives is refused. The lock is POSIX's: it is lost when this process opens and closes the file anywhere else.
 */
final class PidFile implements AutoCloseable {
    private static final int ATTEMPTS = 10;
    private final Path path;
    private final Object key;
    private final FileChannel channel;

    private PidFile(Path path, Object key, FileChannel channel) {
        this.path = path;
        this.key = key;
        this.channel = channel;
    }

    /** @throws OptionException it cannot be made, or another process has it */
    static PidFile open(Request.File file, long pid) throws OptionException {
        Path path = file.path().toAbsolutePath();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Optional<PidFile> locked = lock(path, pid);
                if (locked.isPresent()) {
                    return locked.get();
                }
            }
            throw refused(file, "Cannot lock pid file: it changes all the time");
        } catch (OverlappingFileLockException e) {
            throw refused(file, "Cannot lock pid file: Resource temporarily unavailable");
        } catch (IOException e) {
            throw refused(file, "Could not create '" + file.path() + "': " + FileError.words(e));
        }
    }

    private static OptionException refused(Request.File file, String reason) {
        return OptionException.at(file.origin(), "cannot create PID file: " + reason);
    }

    /** Empty when the file was removed or replaced, by a process that ends, between opening and locking. */
    private static Optional<PidFile> lock(Path path, long pid) throws IOException {
        Object key = create(path);
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean ours = false;
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new OverlappingFileLockException();
            }
            if (!Files.exists(path) || !key.equals(key(path))) {
                return Optional.empty();
            }
            write(channel, pid);
            ours = true;
            return Optional.of(new PidFile(path, key, channel));
        } finally {
            if (!ours) {
                channel.close();
            }
        }
    }

    private static Object create(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // left behind by a process that was killed, or in use: the lock tells
        }
        return key(path);
    }

    private static Object key(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }

    private static void write(FileChannel channel, long pid) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)));
        channel.force(true);
    }

    /** Removes the file, if it is still this one, and gives the lock back. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (channel.isOpen() && Files.exists(path) && key.equals(key(path))) {
                Files.delete(path);
            }
        }
    }
}
