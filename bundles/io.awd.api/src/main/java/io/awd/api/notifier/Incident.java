package io.awd.api.notifier;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happened to a watchdog, as every notifier is told it. Its fields have one name each, in JSON, in templates and in the environment of
 * programs: see {@link #data}.
 *
 * @param id of the incident, unique over restarts: the idempotency key of whoever may get it twice. Empty for an alert, which is no incident
 * @param watchdog the watchdog's id
 * @param reason {@code timeout}, {@code startup-timeout}, {@code trigger}, {@code manual}, {@code recovered}; of an alert its event
 * @param text one line for people
 * @param ageMillis age of the last message; -1: there was none
 * @param stalls how often we ran late ourselves since the watchdog was made
 * @param time wall clock, for people
 * @param host the name of this host
 * @param script the opt-script's file, or empty
 * @param digest SHA-256 of the opt-script as it was read, or empty
 */
public record Incident(String id, String watchdog, String reason, String text, long ageMillis, long stalls, Instant time, String host, String script,
        String digest) {
    private static final Pattern NAME = Pattern.compile("\\$\\{([^}]*)}");

    /** The name of this host, as the kernel knows it. */
    public static String thisHost() {
        return Host.NAME;
    }

    /** What is worth an alert but is no incident, now and on this host. */
    public static Incident alert(String watchdog, String event, String text) {
        return new Incident("", watchdog, event, text, -1, 0, Instant.now(), thisHost(), "", "");
    }

    /** Its fields, strings and numbers ({@code Long}), by their public names in their public order. */
    public Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("incident", id);
        data.put("id", watchdog);
        data.put("reason", reason);
        data.put("text", text);
        data.put("age_ms", ageMillis);
        data.put("stalls", stalls);
        data.put("time", time.toString());
        data.put("host", host);
        data.put("script", script);
        data.put("digest", digest);
        return data;
    }

    /** A template with each {@code ${name}} replaced by the field of that name of {@link #data}; other names stay as they are. */
    public String fill(String template) {
        Map<String, Object> data = data();
        return NAME.matcher(template).replaceAll(found -> Matcher.quoteReplacement(
                Optional.ofNullable(data.get(found.group(1))).map(String::valueOf).orElse(found.group())));
    }

    /** The first name in a template that {@link #fill} does not know; for a type to refuse at creation. */
    public static Optional<String> unknownName(String template) {
        Map<String, Object> names = new Incident("", "", "", "", 0, 0, Instant.EPOCH, "", "", "").data();
        return NAME.matcher(template).results().map(found -> found.group(1)).filter(name -> !names.containsKey(name)).findFirst();
    }
}
