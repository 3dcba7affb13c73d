package io.awd.itests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The awd dialect, byte for byte as net/awd.c has it; written down here once more so that no code of the product is trusted. */
final class Frames {
    static final byte[] PULSE = HexFormat.of().parseHex("00000018" + "616476616e6365642d7761746368646f672070756c736500");
    static final byte[] REPLY = HexFormat.of().parseHex("0000001e" + "616476616e6365642d7761746368646f67207265706c792070756c736500");
    static final byte[] STOPPING = HexFormat.of().parseHex("0000001b" + "616476616e6365642d7761746368646f672073746f7070696e6700");
    private static final Map<String, byte[]> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("pulse", PULSE);
        KNOWN.put("reply", REPLY);
        KNOWN.put("stopping", STOPPING);
    }

    private Frames() {
    }

    /** Names of the frames that make up these bytes, of which the last may still be on its way. */
    static List<String> of(byte[] bytes) {
        List<String> names = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int from = at;
            Map.Entry<String, byte[]> next = KNOWN.entrySet().stream().filter(frame -> begins(bytes, from, frame.getValue())).findFirst()
                    .orElseThrow(() -> new AssertionError("no frame at byte " + from + ": " + HexFormat.ofDelimiter(" ").formatHex(bytes)));
            if (bytes.length - at >= next.getValue().length) {
                names.add(next.getKey());
            }
            at += next.getValue().length;
        }
        return names;
    }

    static List<String> of(Recording recording) {
        return of(recording.bytes());
    }

    private static boolean begins(byte[] bytes, int from, byte[] frame) {
        int length = Math.min(frame.length, bytes.length - from);
        return Arrays.equals(bytes, from, from + length, frame, 0, length);
    }
}
