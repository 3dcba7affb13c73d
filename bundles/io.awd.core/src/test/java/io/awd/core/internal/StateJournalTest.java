package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateJournalTest {
    @TempDir
    private Path folder;

    @Test
    void remembersTheLastWordOverARestart() {
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            journal.put("a", Map.of("state", "WAITING"));
            journal.put("a", Map.of("state", "ALIVE", "why", "x & y=z\n%"));
            journal.put("b", Map.of("state", "EXPIRED"));
            journal.put("c", Map.of("state", "ALIVE"));
            journal.put("c", Map.of());
        }
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            assertThat(journal.get("a")).isEqualTo(Map.of("state", "ALIVE", "why", "x & y=z\n%"));
            assertThat(journal.get("b")).containsEntry("state", "EXPIRED");
            assertThat(journal.get("c")).isEmpty();
            assertThat(journal.get("nosuch")).isEmpty();
        }
    }

    @Test
    void forgetsAllAfterABootOfTheHost() {
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            journal.put("a", Map.of("state", "ALIVE"));
        }
        try (StateJournal journal = StateJournal.open(folder, "another")) {
            assertThat(journal.get("a")).isEmpty();
        }
    }

    @Test
    void aTornLastLineCostsThatLineOnly() throws Exception {
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            journal.put("a", Map.of("state", "ALIVE"));
            journal.put("b", Map.of("state", "ALIVE"));
        }
        Path file = folder.resolve("objects");
        Files.writeString(file, Files.readString(file) + "b sta");
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            assertThat(journal.get("a")).containsEntry("state", "ALIVE");
            assertThat(journal.get("b")).containsEntry("state", "ALIVE");
        }
    }

    @Test
    void doesNotGrowWithoutBoundAndIsForUsOnly() throws Exception {
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            for (int i = 0; i < 50_000; i++) {
                journal.put("a", Map.of("state", String.valueOf(i)));
            }
            assertThat(Files.readAllLines(folder.resolve("objects"))).hasSizeLessThan(10_100);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("objects")))).isEqualTo("rw-------");
        }
        assertThat(folder.resolve("objects.new")).doesNotExist();
    }
}
