package io.awd.notifier.mail.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Outcome;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.subethamail.smtp.auth.EasyAuthenticationHandlerFactory;
import org.subethamail.smtp.auth.LoginFailedException;
import org.subethamail.smtp.helper.BasicMessageListener;
import org.subethamail.smtp.server.SMTPServer;

/** Against a server that somebody else has written. */
class SubEthaTest {
    @TempDir
    private Path folder;

    @Test
    void itSpeaksToAServerWithStarttlsAndLogin() throws Exception {
        Keys keys = Keys.forNames(folder, "ip:127.0.0.1");
        List<String> mails = new CopyOnWriteArrayList<>();
        BasicMessageListener listener = (context, from, to, data) -> mails.add(from + ">" + to + "\n" + new String(data, StandardCharsets.UTF_8));
        SMTPServer server = SMTPServer.port(0).bindAddress(InetAddress.getByName("127.0.0.1")).requireTLS().requireAuth()
                .startTlsSocketFactory(keys.context()).authenticationHandlerFactory(new EasyAuthenticationHandlerFactory((user, password, context) -> {
                    if (!"awd".equals(user) || !"hunter2".equals(password)) {
                        throw new LoginFailedException();
                    }
                })).messageHandler(listener).build();
        server.start();
        try (Bench bench = new Bench().encrypted(MailProperties.Tls.STARTTLS, keys.certificate())) {
            bench.port = server.getPortAllocated();
            bench.username = Optional.of("awd");
            bench.probeInterval = 300_000;
            MailNotifier notifier = bench.open();
            Bench.eventually(() -> assertThat(notifier.notReady()).isEmpty());
            assertThat(Bench.send(notifier).result()).isEqualTo(Outcome.Result.ACKNOWLEDGED);
            assertThat(notifier.check(List.of(), 20_000).toCompletableFuture().get(30, TimeUnit.SECONDS)).hasSize(5).allMatch(Finding::good);
            bench.secret = Optional.of(() -> "wrong".getBytes(StandardCharsets.UTF_8));
            assertThat(Bench.send(notifier)).satisfies(outcome -> {
                assertThat(outcome.result()).isEqualTo(Outcome.Result.FAILED);
                assertThat(outcome.detail()).contains("login as awd: 535");
            });
            notifier.close();
            assertThat(mails).singleElement().asString().startsWith("awd@example.org>admin@example.org\n").contains("heart1 expired");
        } finally {
            server.stop();
        }
    }
}
