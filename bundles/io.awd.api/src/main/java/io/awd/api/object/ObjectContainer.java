package io.awd.api.object;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The one thing that every front door speaks to: it holds all chardevs and objects by id, makes them by the types that bundles
 * publish, and ties them to each other. Each call either happens or throws the reason before it returns. Not to be called from an event loop.
 */
@ProviderType
public interface ObjectContainer {
    /**
     * Adds chardevs and objects. They are made in an order in which what is linked to comes first; otherwise listeners before clients, and all
     * chardevs before all objects.
     *
     * @param limitMillis how long one may take to open; 0: no limit
     * @throws AwdException one could not be made; none is added
     */
    void add(List<Definition> definitions, long limitMillis) throws AwdException;

    /** Adds one, with the limit of an interactive door (30 s). */
    default void add(Definition definition) throws AwdException {
        add(List.of(definition), 30_000);
    }

    /**
     * Tries definitions out: would they be added, and would their scripts work? Chardevs and objects that scripts go to are opened for that and closed
     * again; nothing else is, and nothing is executed. Nothing is added, and what is there already is not seen.
     *
     * @param connect false: nothing is opened at all, and only files are read
     * @param timeoutMillis how long all nodes may take to become ready, and then each script
     * @return a line for each thing that was looked at
     * @throws AwdException as {@link #add}
     */
    List<Checked> check(List<Definition> definitions, boolean connect, long timeoutMillis) throws AwdException;

    /** @throws AwdException no such id, or something links to it */
    void delete(Kind kind, String id) throws AwdException;

    /** @throws AwdException no such id */
    ObjectView find(Kind kind, String id) throws AwdException;

    /** All entries of a kind in the order in which they were added. */
    List<ObjectView> list(Kind kind);

    /**
     * The value of a property or attribute; an empty text where it has none now, and for a secret.
     *
     * @throws AwdException no such id or name, or it is pending
     */
    Object get(Kind kind, String id, String name) throws AwdException;

    /**
     * Changes a property at run time.
     *
     * @throws AwdException no such id or name, a bad value, or not settable at run time
     */
    void set(Kind kind, String id, String name, String value) throws AwdException;

    /** The types that are there now. */
    List<TypeDescription> types();

    /** What a type takes; the same errors as {@link #add} when there is no such type. */
    TypeDescription type(Kind kind, String name) throws AwdException;

    /** The daemon's name as {@code -name} gave it, or empty. */
    String name();

    /** Sets the daemon's name. */
    void name(String name);

    /** Events that were dropped because listeners did not keep up. */
    long droppedEvents();
}
