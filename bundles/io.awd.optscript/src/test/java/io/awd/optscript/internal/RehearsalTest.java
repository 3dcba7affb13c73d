package io.awd.optscript.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RehearsalTest {
    /** From its expiry to its end, as a real one; nothing waits and nothing is told. That it leaves no thread is seen by ComponentsIT. */
    @Test
    void goesTheWholeWayUnheard() {
        ManualLater later = new ManualLater();

        assertThat(Rehearsal.of(later)).isTrue();

        assertThat(CapturedLog.lines("rehearsal")).isEmpty();
        assertThat(later.waiting()).isZero();
    }
}
