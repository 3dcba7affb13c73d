package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.itests.Pair.SetUp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Who acts, for which reason, and whether that was right, for whatever can break and for each way to set AWD up. What a set-up gets wrong stays in the table: it is the argument
 * for the options of the others. The table is that of the page on two nodes; what is found is written to target/truth-table.md.
 */
class TruthTableIT {
    private static final Path WRITTEN = Path.of("target/truth-table.md");
    /** As the page on two nodes says it. */
    private static final List<String> EXPECTED = expected();
    /** After this, whoever would act has acted: twice the longest timeout. */
    private static final long WINDOW_MILLIS = 2L * Pair.GUEST_TIMEOUT;
    private static final List<SetUp> SET_UPS = List.of(SetUp.values());
    private static final Map<Fault, Map<SetUp, String>> FOUND = new EnumMap<>(Fault.class);
    private static final Map<SetUp, Pair> PAIRS = new EnumMap<>(SetUp.class);
    private static final ExecutorService SIDE_BY_SIDE = Executors.newFixedThreadPool(SET_UPS.size());
    @TempDir
    private static Path folder;

    private static List<String> expected() {
        try (Stream<String> page = Files.lines(Awd.HOME.resolve("doc/two-nodes.md"))) {
            return page.dropWhile(line -> !line.startsWith("| what happens | bare |")).takeWhile(line -> line.startsWith("|")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Part<T> {
        T of(Pair pair) throws Exception;
    }

    /** The same with all of these pairs at once, as they know nothing of one another. */
    private static <T> Map<SetUp, T> each(List<SetUp> setUps, Part<T> part) throws Exception {
        Map<SetUp, Future<T>> running = new EnumMap<>(SetUp.class);
        setUps.forEach(setUp -> running.put(setUp, SIDE_BY_SIDE.submit(() -> part.of(PAIRS.get(setUp)))));
        Map<SetUp, T> results = new EnumMap<>(SetUp.class);
        for (SetUp setUp : setUps) {
            results.put(setUp, running.get(setUp).get());
        }
        return results;
    }

    @BeforeAll
    static void lay() throws IOException {
        for (SetUp setUp : SET_UPS) {
            PAIRS.put(setUp, Pair.of(setUp, Files.createDirectory(folder.resolve(setUp.name()))));
        }
    }

    @AfterAll
    static void clear() throws Exception {
        SIDE_BY_SIDE.shutdown();
        SIDE_BY_SIDE.awaitTermination(60, TimeUnit.SECONDS);
        Files.writeString(WRITTEN, table());
        System.out.println(table());
        Closing.all(PAIRS.values().toArray(new AutoCloseable[0]));
    }

    @ParameterizedTest
    @EnumSource
    void whoActsAndWhetherThatIsRight(Fault fault) throws Exception {
        List<SetUp> concerned = SET_UPS.stream().filter(fault::concerns).toList();
        each(concerned, pair -> {
            pair.mend();
            return pair;
        });
        Map<SetUp, Integer> actsOfA = each(concerned, pair -> pair.a().acts().size());
        Map<SetUp, Integer> actsOfB = each(concerned, pair -> pair.b().acts().size());
        each(concerned, pair -> {
            fault.strike(pair);
            return pair;
        });
        TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS);
        Map<SetUp, String> states = each(concerned, TruthTableIT::states);
        each(concerned, pair -> {
            pair.mend();
            return pair;
        });
        Map<SetUp, String> cells = new EnumMap<>(SetUp.class);
        SET_UPS.forEach(setUp -> cells.put(setUp, fault.why()));
        for (SetUp setUp : concerned) {
            Pair pair = PAIRS.get(setUp);
            List<String> acts = Stream.concat(acts("A", pair.a(), actsOfA.get(setUp)), acts("B", pair.b(), actsOfB.get(setUp))).toList();
            cells.put(setUp, cell(fault, setUp, acts) + states.get(setUp));
        }
        FOUND.put(fault, cells);
        assertThat(row(fault)).as("%s", logs(concerned)).isEqualTo(EXPECTED.stream().filter(line -> line.startsWith("| " + fault.text() + " |")).findFirst().orElseThrow());
    }

    private static Stream<String> acts(String host, Node node, int before) {
        return node.acts().stream().skip(before).map(line -> line.split(" ")).map(word -> host + switch (word[2]) {
            case "takeover" -> " takes over: ";
            case "reset" -> " resets: ";
            case "stop" -> " stops its VM: ";
            case "tell" -> " only tells: ";
            default -> throw new AssertionError(String.join(" ", word));
        } + word[1]).sorted();
    }

    private static String cell(Fault fault, SetUp setUp, List<String> acts) {
        // the two race for the token when both are well
        List<String> named = fault == Fault.LINK_CUT && setUp == SetUp.ALL && acts.size() == 1 ? List.of(acts.get(0).replaceFirst("[AB]", "A or B")) : acts;
        boolean right = fault.isRight(named.stream().map(act -> act.split(":")[0]).filter(act -> !act.contains("only tells")).toList());
        return (right ? "" : "**wrong:** ") + (named.isEmpty() ? "nobody" : String.join(", ", named));
    }

    /** What A makes of it, where that is more than alive or expired. */
    private static String states(Pair pair) {
        List<String> states = new ArrayList<>();
        Stream.of(pair.a().state("peer"), pair.a().state("guest")).filter(List.of("isolated", "held")::contains).forEach(states::add);
        if (!pair.a().get("peer", "degraded").isEmpty()) {
            states.add("degraded");
        }
        return states.isEmpty() ? "" : " (" + String.join(", ", states) + ")";
    }

    private static String row(Fault fault) {
        return "| " + fault.text() + " | " + SET_UPS.stream().map(FOUND.get(fault)::get).collect(Collectors.joining(" | ")) + " |";
    }

    private static String table() {
        return EXPECTED.stream().limit(2).collect(Collectors.joining("\n")) + "\n"
                + Arrays.stream(Fault.values()).filter(FOUND::containsKey).map(fault -> row(fault) + "\n").collect(Collectors.joining());
    }

    private static String logs(List<SetUp> setUps) {
        return setUps.stream().map(PAIRS::get).map(pair -> "---- " + pair.setUp() + ", A:\n" + pair.a().awd().log()
                + (pair.setUp() == SetUp.VM ? "" : "---- B:\n" + pair.b().awd().log())).collect(Collectors.joining("\n"));
    }
}
