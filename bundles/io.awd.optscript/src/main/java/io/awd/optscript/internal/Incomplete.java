package io.awd.optscript.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Incidents of which the file lacks lines, as many as are kept. Any thread. */
final class Incomplete {
    private final Set<IncidentRecord> records = new LinkedHashSet<>();

    synchronized void add(IncidentRecord record) {
        records.add(record);
    }

    /** It is not kept any more. */
    synchronized void remove(IncidentRecord record) {
        records.remove(record);
    }

    synchronized List<IncidentRecord> take() {
        if (records.isEmpty()) {
            return List.of();
        }
        List<IncidentRecord> all = new ArrayList<>(records);
        records.clear();
        return all;
    }
}
