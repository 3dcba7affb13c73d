package io.awd.definitions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    private Path folder;

    private static Request.File file(Path path) {
        return new Request.File(path, "-state " + path);
    }

    @Test
    void isMadeForThisUserAlone() throws Exception {
        Path path = folder.resolve("a/b");
        assertThat(StateFolder.open(file(folder.resolve("a/../a/b")))).isEqualTo(path).isDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
    }

    @Test
    void oneThatIsThereStaysAsItIs() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(StateFolder.open(file(folder))).isEqualTo(folder);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))).isEqualTo("rwxr-x---");
    }

    @Test
    void aFileIsRefused() throws Exception {
        Path path = Files.createFile(folder.resolve("f"));
        assertThatThrownBy(() -> StateFolder.open(file(path)))
                .hasMessage("awd: -state " + path + ": Could not open '" + path + "': Not a directory");
        assertThatThrownBy(() -> StateFolder.open(file(path.resolve("below"))))
                .hasMessageStartingWith("awd: -state " + path + "/below: Could not open '" + path + "/below': Not a directory");
    }
}
