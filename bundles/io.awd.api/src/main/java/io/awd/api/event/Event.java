package io.awd.api.event;

import io.awd.api.object.Kind;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to an instance.
 *
 * @param sequence counts up over all events of this process
 * @param time wall clock, for people
 * @param kind of the instance
 * @param type of the instance
 * @param id of the instance
 * @param role of a part
 * @param name the event in one word
 * @param text one line
 * @param data strings, numbers and booleans
 * @param warning whether an operator should look at it
 */
public record Event(long sequence, Instant time, Kind kind, String type, String id, String role, String name, String text,
        Map<String, Object> data, boolean warning) {
}
