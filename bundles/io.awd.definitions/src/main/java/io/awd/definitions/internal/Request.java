package io.awd.definitions.internal;

import io.awd.api.object.Definition;
import io.awd.api.object.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a command line asks for. */
sealed interface Request {
    /** {@code -help}. */
    record Help() implements Request {
    }

    /** {@code -version}. */
    record Version() implements Request {
    }

    /** {@code -object help}. */
    record Types(Kind kind) implements Request {
    }

    /** {@code -object TYPE,help}. */
    record TypeOptions(Kind kind, String type, String origin) implements Request {
    }

    /**
     * To start.
     *
     * @param definitions what to make; doors stand last
     * @param monitorGiven whether a monitor was asked for or {@code -monitor none} was said; else the terminal gets a shell
     * @param banner what to tell on standard output once ready
     * @param files what else was named
     */
    record Start(List<Definition> definitions, boolean monitorGiven, List<String> banner, Files files) implements Request {
        public Start {
            definitions = List.copyOf(definitions);
            banner = List.copyOf(banner);
        }
    }

    /**
     * {@code -check}.
     *
     * @param definitions what to try out
     * @param embedded nothing was given: the embedded default is meant
     * @param offline whether nothing may be connected to
     */
    record Check(List<Definition> definitions, boolean embedded, boolean offline) implements Request {
        public Check {
            definitions = List.copyOf(definitions);
        }
    }

    /** The daemon's name, and the files and folders that it is to use. */
    record Files(Optional<String> name, Optional<File> pid, Optional<File> log, Optional<File> state) {
        static final Files NONE = new Files(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @param origin the option that named it, as typed */
    record File(Path path, String origin) {
    }
}
