package io.awd.monitor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.chardev.Chardev;
import io.awd.api.command.Command;
import io.awd.api.command.CommandTable;
import io.awd.api.object.AwdException;
import io.awd.api.object.Creation;
import io.awd.api.object.Link;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MonitorTest {
    private static final String GREETING = "AWD 0.1.0 monitor - type 'help' for more information\r\n(awd) ";
    private final FakeIoThread thread = new FakeIoThread();
    private final FakeChardev chardev = new FakeChardev(thread);
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore gate = new Semaphore(0);
    private final List<Command> commands = new ArrayList<>(List.of(
            command("object-add", arguments -> "added " + arguments),
            command("info watchdogs", arguments -> "one\ntwo"),
            command("info chardev", arguments -> ""),
            command("info much", arguments -> "much\n".repeat(600_000) + "end"),
            command("thread", arguments -> Thread.currentThread().getName()),
            command("gated", arguments -> {
                gate.acquireUninterruptibly();
                return "";
            }),
            command("fail", arguments -> {
                throw new AwdException("Device 'nope' not found");
            }),
            command("break", arguments -> {
                throw new NoClassDefFoundError("gone");
            })));
    private volatile Optional<Chardev> target = Optional.of(chardev);
    private Monitor monitor;

    @AfterEach
    void end() {
        gate.release(10_000);
        if (monitor != null) {
            monitor.close();
        }
        thread.close();
    }

    @Test
    void greetsAndAnswers() throws Exception {
        start();
        chardev.connect();
        assertThat(chardev.answers(0)).isEqualTo(GREETING);
        assertThat(says("info watchdogs\r\n")).isEqualTo("one\r\ntwo\r\n(awd) ");
        assertThat(says("info chardev\n")).isEqualTo("(awd) ");
        assertThat(says("\n")).isEqualTo("(awd) ");
        assertThat(says("thread\n")).isEqualTo("awd-monitor-mon0\r\n(awd) ");
        assertThat(says("object_add \"a b\" c_d\n")).isEqualTo("added [a b, c_d]\r\n(awd) ");
        assertThat(monitor.status()).isEqualTo(new MonitorStatus(true, 4, 0, 0));
    }

    @Test
    void showsErrors() throws Exception {
        start();
        chardev.connect();
        assertThat(says("foo bar\n")).isEqualTo("unknown command: 'foo'\r\n(awd) ");
        assertThat(says("info foo\n")).isEqualTo("unknown command: 'info foo' (there is: chardev, much, watchdogs)\r\n(awd) ");
        assertThat(says("fail\n")).isEqualTo("Error: Device 'nope' not found\r\n(awd) ");
        assertThat(says("break\n")).isEqualTo("Error: internal error: java.lang.NoClassDefFoundError: gone\r\n(awd) ");
        assertThat(says("thread \"x\n")).isEqualTo("Error: unterminated string literal\r\n(awd) ");
        assertThat(says("help foo\n")).isEqualTo("unknown command: 'foo'\r\n(awd) ");
        assertThat(monitor.status()).isEqualTo(new MonitorStatus(true, 5, 6, 0));
    }

    @Test
    void anAnswerMayBeLargerThanWhatAChardevTakesAtOnce() throws Exception {
        start();
        chardev.connect();
        assertThat(says("info much\n")).hasSize(600_000 * 6 + "end\r\n(awd) ".length()).endsWith("much\r\nend\r\n(awd) ");
        assertThat(says("thread\n")).isEqualTo("awd-monitor-mon0\r\n(awd) ");
    }

    @Test
    void helps() throws Exception {
        start();
        chardev.connect();
        String topics = "info chardev [ARG]    Does info chardev.\r\ninfo much [ARG]       Does info much.\r\ninfo watchdogs [ARG]  Does info watchdogs.\r\n(awd) ";
        assertThat(says("info\n")).isEqualTo(topics);
        assertThat(says("help info\n")).isEqualTo(topics);
        assertThat(says("help object_add\n")).isEqualTo("object-add [ARG]  Does object-add.\r\n(awd) ");
        assertThat(says("help\n").split("\r\n")).hasSize(commands.size() + 1);
        assertThat(says("?\n").split("\r\n")).hasSize(commands.size() + 1);
    }

    @Test
    void putsPiecesTogetherAndDropsAHalfLine() throws Exception {
        start();
        chardev.connect();
        chardev.send("thr");
        chardev.send("ead\nobject-a");
        await("answer", () -> chardev.answers(0).endsWith("mon0\r\n(awd) "));
        chardev.disconnect();
        assertThat(monitor.status().connected()).isFalse();
        chardev.connect();
        chardev.send("dd\n");
        await("answer", () -> chardev.answers(1).equals(GREETING + "unknown command: 'dd'\r\n(awd) "));
    }

    @Test
    void refusesALongLineOnce() throws Exception {
        start();
        chardev.connect();
        String refusal = "Error: line is longer than 65536 bytes\r\n(awd) ";
        assertThat(says("x".repeat(Lines.LIMIT + 1))).isEqualTo(refusal);
        chardev.send("x".repeat(Lines.LIMIT + 1));
        assertThat(says("\ninfo chardev\n")).isEqualTo("(awd) ");
        assertThat(monitor.status()).isEqualTo(new MonitorStatus(true, 1, 0, 1));
    }

    @Test
    void whatWasSentBeforeLeavingIsDoneAndAnswersNobodyElse() throws Exception {
        start();
        chardev.connect();
        chardev.send("gated\nobject-add a\nobject-add b\n");
        chardev.disconnect();
        chardev.connect();
        chardev.send("object-add c\n");
        gate.release();
        await("all ran", () -> chardev.answers(1).endsWith("added [c]\r\n(awd) "));
        assertThat(ran).containsExactly("gated[]", "object-add[a]", "object-add[b]", "object-add[c]");
        assertThat(chardev.answers(0)).isEqualTo(GREETING);
        assertThat(chardev.answers(1)).isEqualTo(GREETING + "added [c]\r\n(awd) ");
    }

    @Test
    void aFloodIsHeldUpAndNothingOfItIsLost() throws Exception {
        start();
        chardev.connect();
        chardev.send("gated\n");
        await("the first one runs", () -> ran.size() == 1);
        chardev.send("gated\n".repeat(LineQueue.HIGH));
        assertThat(chardev.reading).isEmpty();
        chardev.send("gated\n");
        assertThat(chardev.reading).containsExactly(false);
        chardev.send("gated\n".repeat(10));
        gate.release(1000);
        await("all ran", () -> ran.size() == LineQueue.HIGH + 12);
        await("read again", () -> chardev.reading.equals(List.of(false, true)));
        assertThat(monitor.status().commands()).isEqualTo(LineQueue.HIGH + 12);
    }

    @Test
    void manyLinesAtOnceAreAnsweredInOrder() throws Exception {
        start();
        chardev.connect();
        StringBuilder expected = new StringBuilder(GREETING);
        StringBuilder sent = new StringBuilder();
        IntStream.range(0, 1000).forEach(i -> {
            sent.append("object-add ").append(i).append('\n');
            expected.append("added [").append(i).append("]\r\n(awd) ");
        });
        chardev.send(sent.toString());
        await("all answered", () -> chardev.answers(0).length() == expected.length());
        assertThat(chardev.answers(0)).isEqualTo(expected.toString());
        assertThat(chardev.reading).containsExactly(false, true);
    }

    @Test
    void aPeerThatIsThereBeforeAttachReturnsIsGreeted() throws Exception {
        chardev.connectedBefore();
        start();
        await("greeting", () -> chardev.answers(0).equals(GREETING));
        assertThat(says("thread\n")).isEqualTo("awd-monitor-mon0\r\n(awd) ");
    }

    @Test
    void takesTheChardevAgainWhenItComesBack() throws Exception {
        start();
        chardev.connect();
        chardev.send("gated\n".repeat(LineQueue.HIGH + 2));
        assertThat(chardev.reading).containsExactly(false);
        target = Optional.empty();
        monitor.relinked("chardev");
        assertThat(chardev.attached()).isFalse();
        assertThat(monitor.status().connected()).isFalse();
        FakeChardev next = new FakeChardev(thread);
        target = Optional.of(next);
        monitor.relinked("chardev");
        monitor.relinked("chardev");
        gate.release(1000);
        next.connect();
        next.send("thread\n");
        await("answer", () -> next.answers(0).equals(GREETING + "awd-monitor-mon0\r\n(awd) "));
        assertThat(ran).hasSize(LineQueue.HIGH + 3);
        assertThat(chardev.answers(0)).isEqualTo(GREETING);
    }

    @Test
    void startsWithoutItsChardevWhileThatIsBeingReplaced() throws Exception {
        target = Optional.empty();
        start();
        assertThat(monitor.status().connected()).isFalse();
        target = Optional.of(chardev);
        monitor.relinked("chardev");
        chardev.connect();
        assertThat(says("info chardev\n")).isEqualTo("(awd) ");
    }

    @Test
    void isRefusedAChardevInUse() throws Exception {
        start();
        assertThatThrownBy(this::another).hasMessage("Device 'mon' is in use");
        monitor.close();
        Monitor second = another();
        assertThat(chardev.attached()).isTrue();
        second.close();
    }

    @Test
    void closesFromItsOwnCommandAndLeavesNoThread() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        commands.add(command("object-del", arguments -> {
            monitor.close();
            closed.countDown();
            return "";
        }));
        start();
        chardev.connect();
        chardev.send("object-del\nthread\n");
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        await("thread ended", () -> Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("awd-monitor-mon0")));
        assertThat(chardev.attached()).isFalse();
        assertThat(ran).containsExactly("object-del[]");
        monitor.close();
    }

    private void start() throws AwdException {
        monitor = another();
    }

    private Monitor another() throws AwdException {
        return new Monitor(creation(), "0.1.0", () -> new CommandTable(commands));
    }

    /** Sends it to the first connection and waits for the next prompt. */
    private String says(String text) throws InterruptedException {
        int before = chardev.answers(0).length();
        chardev.send(text);
        await("answer to " + text, () -> chardev.answers(0).length() > before && chardev.answers(0).endsWith("(awd) "));
        return chardev.answers(0).substring(before);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.sleep(2);
        }
    }

    private interface Body {
        String run(List<String> arguments) throws AwdException;
    }

    private Command command(String name, Body body) {
        return new Command() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String arguments() {
                return "[ARG]";
            }

            @Override
            public String text() {
                return "Does " + name + ".";
            }

            @Override
            public String run(List<String> arguments) throws AwdException {
                ran.add(name + arguments);
                return body.run(arguments);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private Creation<MonitorProperties> creation() {
        Link<Chardev> link = new Link<>() {
            @Override
            public String id() {
                return "mon";
            }

            @Override
            public Optional<Chardev> target() {
                return target;
            }
        };
        return (Creation<MonitorProperties>) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Creation.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> "mon0";
                    case "ioThread" -> thread;
                    case "link" -> Optional.of(link);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
