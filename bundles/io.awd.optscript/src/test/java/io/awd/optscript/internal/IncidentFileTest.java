package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentFileTest {
    @TempDir
    private Path folder;
    private final List<JsonObject> read = new ArrayList<>();

    private IncidentFile open(long largest) throws IOException {
        read.clear();
        return IncidentFile.open(folder, largest, read::add);
    }

    private Path file() {
        return folder.resolve("incidents.jsonl");
    }

    @Test
    void linesComeBackInOrderWithTheirTypes() throws IOException {
        try (IncidentFile file = open(1000)) {
            file.append(Map.of("n", 5L));
            file.append(Map.of("text", "\u00e4 \"quoted\"\n\u2028"));
        }
        open(1000).close();
        assertThat(read).hasSize(2);
        assertThat(read.get(0).get("n").getAsLong()).isEqualTo(5);
        assertThat(read.get(1).get("text").getAsString()).isEqualTo("\u00e4 \"quoted\"\n\u2028");
        assertThat(Files.readAllLines(file())).hasSize(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    }

    @Test
    void aTornLineCostsNothingButItself() throws IOException {
        try (IncidentFile file = open(1000)) {
            file.append(Map.of("n", 1L));
        }
        Files.writeString(file(), "{\"n\":2,\"te", StandardOpenOption.APPEND);
        try (IncidentFile file = open(1000)) {
            assertThat(read).hasSize(1);
            file.append(Map.of("n", 3L));
        }
        open(1000).close();
        assertThat(read).extracting(line -> line.get("n").getAsLong()).containsExactly(1L, 3L);
    }

    @Test
    void whatIsNoObjectOrNoTextIsSkipped() throws IOException {
        Files.write(file(), new byte[] {'5', '\n', (byte) 0xff, (byte) 0xfe, '\n', '[', ']', '\n', '\n', '{', '}', '\n'});
        open(1000).close();
        assertThat(read).hasSize(1);
    }

    @Test
    void halfALineIsEndedBeforeTheNext() throws IOException {
        Disk disk = new Disk();
        try (IncidentFile file = new IncidentFile(file(), 1000, disk, 0)) {
            file.append(Map.of("n", 1L));
            disk.room = 3;
            assertThatThrownBy(() -> file.append(Map.of("n", 2L))).hasMessage("No space left on device");
            assertThatThrownBy(() -> file.append(Map.of("n", 3L))).hasMessage("No space left on device");
            disk.room = 1000;
            file.append(Map.of("n", 4L));
            file.append(Map.of("n", 5L));
        }
        assertThat(disk.text().lines()).containsExactly("{\"n\":1}", "{\"n", "{\"n\":4}", "{\"n\":5}");
    }

    @Test
    void aFullFileGivesWayAndIsReadOnceMore() throws IOException {
        try (IncidentFile file = open(20)) {
            assertThat(file.full()).isFalse();
            file.append(Map.of("n", 1111111111L));
            file.append(Map.of("n", 2L));
            assertThat(file.full()).isTrue();
            try (IncidentFile next = file.next()) {
                assertThat(next.full()).isFalse();
                next.append(Map.of("n", 3L));
            }
        }
        assertThat(Files.readAllLines(folder.resolve("incidents.jsonl.1"))).hasSize(2);
        assertThat(Files.readAllLines(file())).hasSize(1);
        open(20).close();
        assertThat(read).extracting(line -> line.get("n").getAsLong()).containsExactly(1111111111L, 2L, 3L);
    }
}
