package io.awd.watchdog.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        patient(SOON).tell(done::incrementAndGet);
        assertThat(done).hasValue(0);
        busy.countDown();
        patient(LATE).ask(() -> assertThat(done).hasValue(1));
    }

    @Test
    void whatIsUnderWayIsNotSaidToBeUndone() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> asked = CompletableFuture.runAsync(() -> {
            assertThatThrownBy(() -> patient(SOON).ask(() -> {
                begun.countDown();
                loop.waitFor(end);
                done.incrementAndGet();
            })).hasMessage("iothread 'real' has begun it and does not come to an end");
        });
        assertThat(begun.await(LATE, TimeUnit.MILLISECONDS)).isTrue();
        asked.get(LATE, TimeUnit.MILLISECONDS);
        end.countDown();
        patient(LATE).ask(() -> assertThat(done).hasValue(1));
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
        assertThatThrownBy(() -> patient(LATE).ask(done::incrementAndGet)).isInstanceOf(AwdException.class);
        assertThat(Thread.interrupted()).isTrue();
        busy.countDown();
        patient(LATE).ask(() -> { });
        assertThat(done).hasValue(0);
    }

    @Test
    void anEndedThreadIsSaidToBeOne() {
        loop.close();
        assertThatThrownBy(() -> patient(LATE).ask(done::incrementAndGet)).isInstanceOf(AwdException.class).hasMessage("iothread 'real' does not answer");
        patient(LATE).tell(done::incrementAndGet);
        assertThat(done).hasValue(0);
    }
}
