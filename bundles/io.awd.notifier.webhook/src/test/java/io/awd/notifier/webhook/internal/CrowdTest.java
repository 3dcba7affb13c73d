package io.awd.notifier.webhook.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many incidents at once, and the end of the notifier among them. */
class CrowdTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static List<CompletableFuture<Outcome>> send(Webhook webhook, int count, long timeoutMillis) {
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(webhook.send(Bench.step("stop\n", timeoutMillis)).toCompletableFuture());
        }
        return all;
    }

    private static Map<Outcome.Result, Long> results(List<CompletableFuture<Outcome>> all) throws Exception {
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        return all.stream().collect(Collectors.groupingBy(one -> one.join().result(), Collectors.counting()));
    }

    @Test
    void manyAtOnceAllGoOutAFewAtATime() throws Exception {
        try (Server server = Server.plain(Server.says(200, ""))) {
            assertThat(results(send(bench.open(server.url("/")), 200, 20_000))).containsExactly(Map.entry(Outcome.Result.ACKNOWLEDGED, 200L));
            assertThat(server.requests).hasSize(200);
        }
    }

    @Test
    void whatWaitsIsBoundedAndWhatIsTooMuchIsNotSent() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Server server = Server.plain((number, out, socket) -> {
            go.await();
            Server.reply(out, 200, "");
        })) {
            Webhook webhook = bench.open(server.url("/"));
            List<CompletableFuture<Outcome>> all = send(webhook, Lane.AT_ONCE + Lane.WAITING + 10, 20_000);
            assertThat(all.subList(Lane.AT_ONCE + Lane.WAITING, all.size())).allSatisfy(
                    late -> assertThat(late.getNow(Outcome.sent())).isEqualTo(Outcome.notSent("256 wait already")));
            assertThat(webhook.status().waiting()).isEqualTo(Lane.WAITING);
            assertThat(webhook.notReady()).contains("256 wait already");
            Bench.eventually(() -> assertThat(server.requests).hasSize(Lane.AT_ONCE));
            go.countDown();
            assertThat(results(all)).isEqualTo(Map.of(Outcome.Result.ACKNOWLEDGED, (long) Lane.AT_ONCE + Lane.WAITING, Outcome.Result.NOT_SENT, 10L));
        }
    }

    @Test
    void whatWaitsTooLongIsNeverSent() throws Exception {
        try (Server server = Server.plain((number, out, socket) -> { })) {
            Webhook webhook = bench.open(server.url("/"));
            List<CompletableFuture<Outcome>> slow = send(webhook, Lane.AT_ONCE, 3000);
            List<CompletableFuture<Outcome>> late = send(webhook, 3, 300);
            assertThat(results(late)).isEqualTo(Map.of(Outcome.Result.NOT_SENT, 3L));
            assertThat(late.get(0).join().detail()).isEqualTo("others before it took longer than 300 ms");
            assertThat(webhook.status().waiting()).isZero();
            assertThat(slow).noneMatch(CompletableFuture::isDone);
            assertThat(results(slow)).isEqualTo(Map.of(Outcome.Result.UNKNOWN, (long) Lane.AT_ONCE));
            assertThat(server.requests).hasSize(Lane.AT_ONCE);
        }
    }

    @Test
    void itsEndEndsAllAndCountsThem() throws Exception {
        try (Server server = Server.plain((number, out, socket) -> { })) {
            Webhook webhook = bench.open(server.url("/"));
            List<CompletableFuture<Outcome>> all = send(webhook, Lane.AT_ONCE + 5, 20_000);
            Bench.eventually(() -> assertThat(server.requests).hasSize(Lane.AT_ONCE));
            Map<String, String> memento = webhook.suspend();
            assertThat(all).allMatch(CompletableFuture::isDone);
            assertThat(results(all)).isEqualTo(Map.of(Outcome.Result.UNKNOWN, (long) Lane.AT_ONCE, Outcome.Result.NOT_SENT, 5L));
            assertThat(all.get(0).join()).isEqualTo(Outcome.unknown("its bundle leaves"));
            assertThat(memento).containsEntry("UNKNOWN", String.valueOf(Lane.AT_ONCE)).containsEntry("NOT_SENT", "5");
            Bench.eventually(() -> assertThat(server.ended.get()).as("connections are ended").isEqualTo(Lane.AT_ONCE));
            assertThat(webhook.ready()).isFalse();
        }
    }

    @Test
    void aPauseBeforeARepetitionEndsToo() throws Exception {
        bench.retries = 5;
        bench.retryDelay = 15_000;
        try (Server server = Server.plain(Server.says(500, "no"))) {
            Webhook webhook = bench.open(server.url("/"));
            List<CompletableFuture<Outcome>> one = send(webhook, 1, 60_000);
            Bench.eventually(() -> assertThat(webhook.status().sent()).isEqualTo(1));
            webhook.close();
            assertThat(one.get(0).getNow(Outcome.sent())).isEqualTo(Outcome.failed("500 no (1 attempt)"));
        }
    }

    @Test
    void oneThatHangsDoesNotHoldUpAnother() throws Exception {
        try (Server hanging = Server.plain((number, out, socket) -> { }); Server good = Server.plain(Server.says(200, ""))) {
            List<CompletableFuture<Outcome>> stuck = send(bench.open(hanging.url("/")), 50, 20_000);
            assertThat(Bench.send(bench.open(good.url("/")), 5000).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
            assertThat(stuck).noneMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void allShareOneClient() throws Exception {
        try (Server one = Server.plain(Server.says(200, "")); Server other = Server.plain(Server.says(200, ""))) {
            Bench.send(bench.open(one.url("/")));
            Set<Thread> before = selectors();
            Bench.send(bench.open(other.url("/")));
            // those of former tests may end meanwhile
            assertThat(before).isNotEmpty().containsAll(selectors());
        }
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().endsWith("-SelectorManager")).collect(Collectors.toSet());
    }
}
