package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** That whoever asks knows what became of it. */
class RequestsTest {
    private static final long SOON = 50;
    private static final long LATE = 30_000;
    private final RealLoop loop = new RealLoop();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void end() {
        loop.close();
    }

    private Requests patient(long millis) {
        return new Requests(loop, "w", millis);
    }

    @Test
    void whatWasGivenUpIsNotDoneLater() throws Exception {
        CountDownLatch busy = loop.hold();
        assertThatThrownBy(() -> patient(SOON).ask(done::incrementAndGet)).isInstanceOf(AwdException.class).hasMessage("iothread 'real' does not answer");
        busy.countDown();
        patient(LATE).ask(() -> assertThat(loop.inThread()).isTrue());
        assertThat(done).hasValue(0);
    }

    @Test
    void whatCannotBeRefusedIsDoneAllTheSame() throws Exception {
        CountDownLatch busy = loop.hold();
        assertThat(patient(SOON).tell(done::incrementAndGet)).isFalse();
        assertThat(done).hasValue(0);
        busy.countDown();
        patient(LATE).ask(() -> assertThat(done).hasValue(1));
    }

    /** Asks for something that is begun at once and ends with the latch; what becomes of it. */
    private CompletableFuture<Void> begun(CountDownLatch end, long patience) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        patient(LATE).ask(() -> { });
        CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> {
            try {
                patient(patience).ask(() -> {
                    begun.countDown();
                    loop.waitFor(end);
                    done.incrementAndGet();
                });
            } catch (AwdException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        });
        assertThat(begun.await(LATE, TimeUnit.MILLISECONDS)).isTrue();
        return asked;
    }

    /** Else the container would show, and give back later, what is not so any more. */
    @Test
    void whatWasBegunInTimeIsDoneAndSaidToBe() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> asked = begun(end, 1000);
        assertThatThrownBy(() -> asked.get(1200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        end.countDown();
        asked.get(LATE, TimeUnit.MILLISECONDS);
        assertThat(done).hasValue(1);
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Void> asked = begun(end, 500);
        assertThatThrownBy(() -> asked.get(LATE, TimeUnit.MILLISECONDS)).cause().hasMessage("iothread 'real' has begun it and does not come to an end");
        end.countDown();
        patient(LATE).ask(() -> assertThat(done).hasValue(1));
    }

    @Test
    void whatCannotBeRefusedIsWaitedForAndItsFailureIsNotTheCallers() {
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture.delayedExecutor(SOON, TimeUnit.MILLISECONDS).execute(end::countDown);
        assertThat(patient(LATE).tell(() -> {
            loop.waitFor(end);
            done.incrementAndGet();
        })).isTrue();
        assertThat(done).hasValue(1);
        assertThat(patient(LATE).tell(() -> {
            throw new NoClassDefFoundError("gone");
        })).isTrue();
        loop.execute(() -> {
            patient(LATE).tell(() -> {
                throw new IllegalStateException("at once");
            });
            done.incrementAndGet();
        });
        assertThat(patient(LATE).tell(done::incrementAndGet)).isTrue();
        assertThat(done).hasValue(3);
    }

    @Test
    void aRefusalIsTheCallersAndSoIsAFailureOfAnyKind() {
        assertThatThrownBy(() -> patient(LATE).ask(() -> {
            throw new AwdException("no");
        })).isInstanceOf(AwdException.class).hasMessage("no");
        assertThatThrownBy(() -> patient(LATE).ask(() -> {
            throw new NoClassDefFoundError("gone");
        })).isInstanceOf(AwdException.class).hasMessage("'w' failed: java.lang.NoClassDefFoundError: gone");
    }

    @Test
    void whoIsInterruptedDoesNotTakeItForDone() throws Exception {
        CountDownLatch busy = loop.hold();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> patient(LATE).ask(done::incrementAndGet)).isInstanceOf(AwdException.class)
                .hasMessage("iothread 'real' was not waited for: interrupted");
        assertThat(Thread.interrupted()).isTrue();
        busy.countDown();
        patient(LATE).ask(() -> { });
        assertThat(done).hasValue(0);
    }

    @Test
    void anEndedThreadIsSaidToBeOne() {
        loop.close();
        assertThatThrownBy(() -> patient(LATE).ask(done::incrementAndGet)).isInstanceOf(AwdException.class).hasMessage("iothread 'real' has ended");
        patient(LATE).tell(done::incrementAndGet);
        assertThat(done).hasValue(0);
    }
}
