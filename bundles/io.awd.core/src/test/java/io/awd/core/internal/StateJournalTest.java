package io.awd.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
    void aLineTornWhereItCouldBeAnotherCostsThatLineOnly() throws Exception {
        for (String torn : List.of("b", "b state=AL", "b state=ALIVE&")) {
            try (StateJournal journal = StateJournal.open(folder, "boot")) {
                journal.put("b", Map.of("state", "EXPIRED"));
            }
            Path file = folder.resolve("objects");
            Files.writeString(file, Files.readString(file) + torn);
            try (StateJournal journal = StateJournal.open(folder, "boot")) {
                assertThat(journal.get("b")).as(torn).isEqualTo(Map.of("state", "EXPIRED"));
            }
        }
    }

    /** Who asked first and writes last must not put back what was. */
    @Test
    void whatIsAskedForIsNotOlderThanWhatIsThere() throws Exception {
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            Thread other = new Thread(() -> journal.put("a", Map.of("state", "EXPIRED")));
            journal.put("a", () -> {
                other.start();
                while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
                    Thread.onSpinWait();
                }
                return Map.of("state", "ALIVE");
            });
            other.join(10_000);
            assertThat(journal.get("a")).containsEntry("state", "EXPIRED");
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
        }
        assertThat(Files.readAllLines(folder.resolve("objects"))).hasSizeLessThan(20_000);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("objects")))).isEqualTo("rw-------");
        assertThat(folder.resolve("objects.new")).doesNotExist();
    }

    /** Who puts may be an io thread, which must not wait for that. */
    @Test
    void aLongFileIsWrittenAnewBySomebodyElse() throws Exception {
        Deque<Runnable> tasks = new ArrayDeque<>();
        try (StateJournal journal = StateJournal.open(folder, "boot", tasks::add, 100)) {
            put(journal, 0, 150);
            assertThat(tasks).hasSize(1);
            assertThat(lines()).hasSize(151).last().isEqualTo("a state=149");

            tasks.remove().run();

            assertThat(lines()).containsExactly("boot", "a state=149");
            put(journal, 150, 200);
            assertThat(lines()).hasSize(52).last().isEqualTo("a state=199");
            put(journal, 200, 300);
            assertThat(tasks).hasSize(1);
            tasks.remove().run();
        }
        assertThat(lines()).containsExactly("boot", "a state=299");
    }

    /** What is put while the file is written anew is on record when the call returns, whichever file has the name then. */
    @Test
    void isOnRecordAtAnyTime() throws Exception {
        try (StateJournal journal = StateJournal.open(folder, "boot", task -> new Thread(task).start(), 20)) {
            for (int i = 0; i < 3000; i++) {
                journal.put("o" + i % 5, Map.of("state", String.valueOf(i)));
                assertThat(lines()).contains("o" + i % 5 + " state=" + i);
            }
        }
        try (StateJournal journal = StateJournal.open(folder, "boot")) {
            for (int i = 2995; i < 3000; i++) {
                assertThat(journal.get("o" + i % 5)).isEqualTo(Map.of("state", String.valueOf(i)));
            }
        }
    }

    @Test
    void anOldFileServesOnWhenThereIsNoNewOne() throws Exception {
        Deque<Runnable> tasks = new ArrayDeque<>();
        try (StateJournal journal = StateJournal.open(folder, "boot", tasks::add, 100)) {
            Files.createDirectories(folder.resolve("objects.new/in the way"));
            put(journal, 0, 150);
            tasks.remove().run();
            put(journal, 150, 160);
            assertThat(lines()).hasSize(161).last().isEqualTo("a state=159");
            assertThat(tasks).isEmpty();
        }
    }

    /** No thread to be had, for example. */
    @Test
    void aRefusedRewriteCostsNoLine() throws Exception {
        Executor refusing = task -> {
            throw new RejectedExecutionException("as the test wants it");
        };
        try (StateJournal journal = StateJournal.open(folder, "boot", refusing, 100)) {
            put(journal, 0, 300);
        }
        assertThat(lines()).hasSize(301).last().isEqualTo("a state=299");
    }

    private static void put(StateJournal journal, int from, int to) {
        for (int i = from; i < to; i++) {
            journal.put("a", Map.of("state", String.valueOf(i)));
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("objects"));
    }
}
