package io.awd.shell.internal;

import io.awd.api.object.AwdException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;

/** The real Gogo runtime without a framework. */
final class Gogo implements AutoCloseable {
    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    final CommandProcessorImpl processor;
    final CountDownLatch begun = new CountDownLatch(1);
    final CountDownLatch goOn = new CountDownLatch(1);

    Gogo() {
        threadIo.start();
        processor = new CommandProcessorImpl(threadIo);
        add("say", (session, arguments) -> arguments.isEmpty() ? null : String.valueOf(arguments.get(0)));
        add("print", (session, arguments) -> {
            System.out.println("printed " + arguments.get(0));
            return null;
        });
        add("fail", (session, arguments) -> {
            throw new AwdException("Device 'nope' not found");
        });
        add("break", (session, arguments) -> {
            throw new IllegalArgumentException("broken");
        });
        add("wait", (session, arguments) -> {
            begun.countDown();
            return goOn.await(10, TimeUnit.SECONDS) ? "waited" : "too long";
        });
    }

    void add(String name, Function function) {
        processor.addCommand("awd", function, name);
    }

    /** Runs one line in a session of its own; what it shows. */
    String run(String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Conversation conversation = new Conversation((CommandProcessor) processor, new ByteArrayInputStream(new byte[0]), out, new Counts())) {
            conversation.execute(line);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what);
            }
            Thread.sleep(2);
        }
    }

    @Override
    public void close() {
        goOn.countDown();
        processor.stop();
        threadIo.stop();
    }
}
