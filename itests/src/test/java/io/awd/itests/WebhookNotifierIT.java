package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An expiry is posted to an HTTPS server and written into the log. */
class WebhookNotifierIT {
    @TempDir
    private Path folder;

    private Watched watched(HookServer server, String hook) {
        Watched watched = Watched.in(folder);
        return watched.option("-object", server.notifier("hook", hook)).option("-object", "notifier-log,id=log1")
                .plain("advanced-watchdog", "awd_node", "heart1", "notification_node.0=hook,notification_node.1=log1,opt_script=" + watched.script("x_colo_lost_heartbeat")
                        + ",pulse_interval=200,timeout=1000");
    }

    private static void expire(Watched watched, Awd awd, String id) {
        try (SteadyPeer peer = SteadyPeer.to(watched.port(id))) {
            Watched.reaches(ShellSocket.of(awd), id, "alive");
            peer.silence();
            Watched.reaches(ShellSocket.of(awd), id, "expired");
        }
    }

    private static void ready(Awd awd) {
        Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get hook ready")).isEqualTo("true"));
    }

    private static void says(Awd awd, String text) {
        Eventually.holds(() -> assertThat(awd.log()).contains(text));
    }

    @Test
    void anExpiryIsPostedAndLogged() throws Exception {
        try (HookServer server = HookServer.answering(folder, 200)) {
            Watched watched = watched(server, ",headers.0=X-Team: edge");
            try (Awd awd = watched.start()) {
                ready(awd);
                assertThat(server.requests()).isEmpty();
                assertThat(ShellSocket.of(awd).number("hook", "certificate_days")).isBetween(80L, 90L);
                expire(watched, awd, "heart1");
                says(awd, "step 1 to hook acknowledged (200 answer)");
                assertThat(server.requests()).hasSize(1);
                HookServer.Request request = server.requests().get(0);
                JsonObject json = request.json();
                String incident = json.get("incident").getAsString();
                assertThat(incident).startsWith("heart1-");
                assertThat(request.head()).startsWith("POST /awd HTTP/1.1");
                assertThat(List.of(request.header("Idempotency-Key"), request.header("Content-Type"), request.header("X-Team")))
                        .containsExactly(incident, "application/json", "edge");
                assertThat(request.header("User-Agent")).matches("awd/\\d+\\.\\d+\\.\\d+");
                assertThat(json.get("id").getAsString()).isEqualTo("heart1");
                assertThat(json.get("reason").getAsString()).isEqualTo("timeout");
                assertThat(json.get("age_ms").getAsLong()).isBetween(1000L, 5000L);
                assertThat(json.get("script_text").getAsString()).isEqualTo("x_colo_lost_heartbeat\n");
                assertThat(json.keySet()).contains("text", "stalls", "time", "host", "script", "digest");
                says(awd, "WARN  awd.incident: incident " + incident + ": watchdog heart1 timeout: ");
                says(awd, "WARN  awd.incident: incident " + incident + ": script: x_colo_lost_heartbeat\n");
                assertThat(ShellSocket.of(awd).number("hook", "acknowledged")).isEqualTo(1);
                assertThat(ShellSocket.of(awd).number("log1", "sent")).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatRefusesIsAskedAgainAsOftenAsAllowed() throws Exception {
        try (HookServer server = HookServer.answering(folder, 500)) {
            Watched watched = watched(server, ",retries=2,retry_delay=100");
            try (Awd awd = watched.start()) {
                ready(awd);
                expire(watched, awd, "heart1");
                says(awd, "step 1 to hook failed (500 answer (3 attempts))");
                assertThat(server.requests()).hasSize(3).extracting(request -> request.header("Idempotency-Key")).containsOnly(
                        server.requests().get(0).json().get("incident").getAsString());
            }
        }
    }

    @Test
    void aResetIsUnknownAndNothingIsSentTwice() throws Exception {
        try (HookServer server = HookServer.of(folder, HookServer.Manner.RESET)) {
            Watched watched = watched(server, "");
            try (Awd awd = watched.start()) {
                ready(awd);
                expire(watched, awd, "heart1");
                says(awd, "step 1 to hook unknown (no answer");
                says(awd, "(timeout) is over: ");
                assertThat(server.requests()).hasSize(1);
                assertThat(ShellSocket.of(awd).number("hook", "unknown")).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatHangsDelaysNobodyElse() throws Exception {
        try (HookServer server = HookServer.of(folder, HookServer.Manner.HANG)) {
            Watched watched = watched(server, "").with("heart2", "pulse_interval=200,timeout=1000");
            try (Awd awd = watched.start(); SteadyPeer other = SteadyPeer.to(watched.port("heart2"))) {
                ready(awd);
                Watched.reaches(ShellSocket.of(awd), "heart2", "alive");
                expire(watched, awd, "heart1");
                Eventually.holds(() -> assertThat(server.requests()).hasSize(1));
                other.silence();
                long silent = System.nanoTime();
                Eventually.holds(() -> assertThat(watched.fired()).containsExactly("heart2"));
                assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silent)).as("ms until the other's script arrived").isLessThan(2000);
                assertThat(awd.log()).as("the server still hangs").doesNotContain("step 1 to hook");
                says(awd, "step 1 to hook unknown (no answer within ");
            }
        }
    }

    @Test
    void aServerThatIsGoneIsFoundBeforeTheDay() throws Exception {
        HookServer server = HookServer.answering(folder, 200);
        // its port is free from here on: the watchdog's must not be the same
        Watched watched = watched(server, "");
        server.close();
        try (Awd awd = watched.start()) {
            Eventually.holds(() -> assertThat(ShellSocket.of(awd).ask("qom-get hook not_ready")).startsWith("cannot connect to 127.0.0.1:"));
            assertThat(ShellSocket.of(awd).run("check-script heart1").text()).contains("hook", "cannot connect to 127.0.0.1:", "writes to the log at WARN");
        }
    }

    @Test
    void plainHttpBeyondLoopbackIsRefused() {
        Awd.Result result = Awd.run(folder, List.of("-object", "notifier-webhook,id=hook,url=http://192.0.2.1/"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("awd: -object notifier-webhook,id=hook,url=http://192.0.2.1/: Parameter 'url' does not accept value "
                + "'http://192.0.2.1/': http:// beyond loopback needs insecure=on");
    }
}
