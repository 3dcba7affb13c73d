package io.awd.core.internal;

import io.awd.api.object.Attribute;
import io.awd.api.object.Creation;
import io.awd.api.object.Instance;
import io.awd.api.object.Kind;
import io.awd.api.object.ObjectType;
import io.awd.api.object.Property;
import io.awd.api.object.TypeDescription;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * {@code -object token,id=ID}: a name that one can take. It does nothing but exist: adding it a second time is refused, and that is its use. Of two nodes
 * that lost sight of each other the one whose {@code object_add token,id=vm1} a third host accepts goes on.
 */
@Component(service = ObjectType.class)
@Capability(namespace = "io.awd.type", name = TokenType.NAME, attribute = "kind=object")
public final class TokenType implements ObjectType<TokenType.Properties> {
    static final String NAME = "token";
    private static final String SINCE = "since";
    private static final TypeDescription DESCRIPTION = TypeDescription.of(Kind.OBJECT, NAME,
            "a name that one can take: adding it a second time is refused", Properties.class, Status.class);

    /** What can be said of it. */
    public record Properties(@Property(text = "For people, such as who took it and what for") Optional<String> note) {
    }

    /** What it reports. */
    public record Status(@Attribute(text = "When it was taken") String since) {
    }

    private final Clock clock;

    /** Called by Declarative Services. */
    @Activate
    public TokenType() {
        this(Clock.systemUTC());
    }

    TokenType(Clock clock) {
        this.clock = clock;
    }

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Instance<Properties> create(Creation<Properties> creation) {
        return new Token(Optional.ofNullable(creation.memento().get(SINCE)).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    private record Token(String since) implements Instance<Properties> {
        @Override
        public Status status() {
            return new Status(since);
        }

        @Override
        public Map<String, String> suspend() {
            return Map.of(SINCE, since);
        }

        @Override
        public void close() {
            // nothing is held but the name
        }
    }
}
