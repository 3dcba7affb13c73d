package io.awd.definitions.internal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;

/** The C library's words for what a file operation failed with; Java's own messages repeat the path only. */
final class FileError {
    private static final Map<Class<? extends IOException>, String> WORDS = Map.of(
            NoSuchFileException.class, "No such file or directory",
            AccessDeniedException.class, "Permission denied",
            FileAlreadyExistsException.class, "File exists",
            NotDirectoryException.class, "Not a directory",
            DirectoryNotEmptyException.class, "Directory not empty",
            FileSystemLoopException.class, "Too many levels of symbolic links");

    private FileError() {
    }

    static String words(IOException e) {
        String known = WORDS.get(e.getClass());
        if (known != null) {
            return known;
        }
        String text = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return text == null ? "Input/output error" : text;
    }
}
