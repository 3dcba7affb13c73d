package io.awd.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.List;

/** A QMP monitor of a QEMU: commands, and the events that came. */
final class QmpClient implements AutoCloseable {
    private final TextClient client;
    private static final int GREETING_MILLIS = 5000;
    private int sent;

    private QmpClient(TextClient client) {
        this.client = client;
    }

    /** Waits for the socket to appear, and connects again when no greeting comes: QEMU may lose one while it starts. */
    static QmpClient connect(Path path) throws IOException {
        AtomicReference<TextClient> greeted = new AtomicReference<>();
        Eventually.holds(() -> {
            assertThat(Files.exists(path)).isTrue();
            TextClient client = TextClient.unix(path);
            if (client.receives("\r\n", GREETING_MILLIS)) {
                greeted.set(client);
            } else {
                client.close();
            }
            assertThat(greeted.get()).as("greeting").isNotNull();
            return null;
        });
        QmpClient qmp = new QmpClient(greeted.get());
        qmp.client.readTo("\r\n");
        qmp.execute("qmp_capabilities");
        return qmp;
    }

    /** Runs a command without arguments, which must succeed. */
    JsonObject execute(String command) {
        return execute(command, new JsonObject());
    }

    /** Runs a command, which must succeed. */
    JsonObject execute(String command, JsonObject arguments) {
        String id = command + sent++;
        client.type("{\"execute\": \"" + command + "\", \"arguments\": " + arguments + ", \"id\": \"" + id + "\"}\n");
        Eventually.holds(() -> assertThat(messages()).anyMatch(message -> isAnswer(message, id)));
        JsonObject answer = messages().stream().filter(message -> isAnswer(message, id)).findFirst().orElseThrow();
        assertThat(answer.has("return")).as("%s: %s", command, answer).isTrue();
        return answer;
    }

    private static boolean isAnswer(JsonObject message, String id) {
        return message.has("id") && message.get("id").getAsString().equals(id);
    }

    private List<JsonObject> messages() {
        String text = client.text();
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }

    /** How many events of this name came so far. */
    long events(String name) {
        return messages().stream().filter(m -> m.has("event") && m.get("event").getAsString().equals(name)).count();
    }

    @Override
    public void close() {
        client.close();
    }
}
