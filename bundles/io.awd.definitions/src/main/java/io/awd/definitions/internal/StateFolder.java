package io.awd.definitions.internal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of {@code -state}. */
final class StateFolder {
    private StateFolder() {
    }

    /**
     * Makes it, for this user alone, when it is missing.
     *
     * @return its absolute path
     * @throws OptionException it is no folder, or cannot be made or written to
     */
    static Path open(Request.File file) throws OptionException {
        Path path = file.path().toAbsolutePath().normalize();
        try {
            Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw refused(file, "Not a directory");
        } catch (IOException e) {
            throw refused(file, FileError.words(e));
        }
        if (!Files.isWritable(path) || !Files.isExecutable(path)) {
            throw refused(file, "Permission denied");
        }
        return path;
    }

    private static OptionException refused(Request.File file, String reason) {
        return OptionException.at(file.origin(), "Could not open '" + file.path() + "': " + reason);
    }
}
