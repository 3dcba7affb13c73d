package io.awd.jmx.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.awd.api.object.AwdException;
import io.awd.api.object.Kind;
import io.awd.api.object.TypeDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BeansTest {
    private final FakeContainer container = new FakeContainer();
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final Beans beans = new Beans(container, server);

    private Set<String> names() throws Exception {
        return server.queryNames(new ObjectName("io.awd:*"), null).stream().map(ObjectName::toString).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "OBJECT  | advanced-watchdog | heart1 |     | io.awd:type=advanced-watchdog,id=heart1",
        "CHARDEV | socket            | h1     |     | io.awd:type=chardev,id=h1",
        "PART    | opt-script        | heart1 | opt | io.awd:type=opt-script,id=heart1,role=opt",
        "PART    | notifier-chardev  | h.2_a-b |    | io.awd:type=notifier-chardev,id=h.2_a-b",
        "OBJECT  | iothread          | a,b=c:*?\" | | io.awd:type=iothread,id=\"a,b=c:\\*\\?\\\"\"",
        "PART    | odd:type          | x      | a=b | io.awd:type=\"odd:type\",id=x,role=\"a=b\""})
    void namesAnInstance(Kind kind, String type, String id, String role, String expected) throws Exception {
        beans.live(FakeObject.of(kind, type, id, Optional.ofNullable(role).orElse("")));

        assertThat(names()).containsExactlyInAnyOrder("io.awd:type=container", expected);
    }

    @Test
    void quotesALineBreak() throws Exception {
        beans.live(FakeObject.of(Kind.OBJECT, "iothread", "a\nb", ""));

        assertThat(names()).contains("io.awd:type=iothread,id=\"a\\nb\"");
    }

    @Test
    void aChardevAndAnObjectMayShareAnId() throws Exception {
        beans.live(FakeObject.heart("heart1"));
        beans.live(FakeObject.of(Kind.CHARDEV, "socket", "heart1", ""));

        assertThat(names()).contains("io.awd:type=advanced-watchdog,id=heart1", "io.awd:type=chardev,id=heart1");
    }

    @Test
    void whatIsGoneHasNoMBean() throws Exception {
        FakeObject heart1 = FakeObject.heart("heart1");
        beans.live(heart1);
        beans.live(FakeObject.heart("heart2"));

        beans.gone(heart1);
        beans.gone(heart1);

        assertThat(names()).containsExactlyInAnyOrder("io.awd:type=container", "io.awd:type=advanced-watchdog,id=heart2");
    }

    @Test
    void whatIsToldTwiceIsReplaced() throws Exception {
        FakeObject second = FakeObject.heart("heart1");
        second.status.put("state", "expired");
        beans.live(FakeObject.heart("heart1"));

        beans.live(second);

        assertThat(server.getAttribute(new ObjectName("io.awd:type=advanced-watchdog,id=heart1"), "state")).isEqualTo("expired");
    }

    @Test
    void whatIsPendingHasNoMBean() throws Exception {
        FakeObject heart = FakeObject.heart("heart1");
        heart.pending = Optional.of("its bundle is stopped");

        beans.live(heart);

        assertThat(names()).containsExactly("io.awd:type=container");
    }

    @Test
    void closingUnregistersAllAndNothingComesAfter() throws Exception {
        beans.live(FakeObject.heart("heart1"));

        beans.close();
        beans.live(FakeObject.heart("heart2"));

        assertThat(names()).isEmpty();
    }

    @Test
    void anMBeanThatSomebodyElseRegisteredStays() throws Exception {
        Beans other = new Beans(new FakeContainer(), server);
        FakeObject heart = FakeObject.heart("heart1");
        beans.live(heart);

        assertThatCode(() -> other.live(heart)).doesNotThrowAnyException();
        other.gone(heart);
        other.close();

        assertThat(names()).containsExactlyInAnyOrder("io.awd:type=container", "io.awd:type=advanced-watchdog,id=heart1");
    }

    @Test
    void anMBeanThatSomebodyElseUnregisteredDisturbsNothing() throws Exception {
        FakeObject heart = FakeObject.heart("heart1");
        beans.live(heart);
        server.unregisterMBean(new ObjectName("io.awd:type=advanced-watchdog,id=heart1"));

        assertThatCode(() -> beans.gone(heart)).doesNotThrowAnyException();
        assertThatCode(beans::close).doesNotThrowAnyException();
    }

    @Test
    void aFaultyDescriptionCostsItsOwnMBeanOnly() throws Exception {
        TypeDescription faulty = new TypeDescription(Kind.OBJECT, "faulty", "", null, null, null);

        assertThatCode(() -> beans.live(new FakeObject(Kind.OBJECT, "faulty", "f", "", faulty))).doesNotThrowAnyException();
        beans.live(FakeObject.heart("heart1"));

        assertThat(names()).containsExactlyInAnyOrder("io.awd:type=container", "io.awd:type=advanced-watchdog,id=heart1");
    }

    @Test
    void instancesOfATypeShareTheirInfo() throws Exception {
        TypeDescription type = new Heart(Kind.OBJECT, "advanced-watchdog").description();
        beans.live(new FakeObject(Kind.OBJECT, "advanced-watchdog", "a", "", type));
        beans.live(new FakeObject(Kind.OBJECT, "advanced-watchdog", "b", "", type));

        assertThat(server.getMBeanInfo(new ObjectName("io.awd:type=advanced-watchdog,id=a")))
                .isSameAs(server.getMBeanInfo(new ObjectName("io.awd:type=advanced-watchdog,id=b")));
    }

    /** Generous for a busy machine; a service per instance would take minutes. */
    @Test
    void thirtyThousandInstancesTakeSecondsAtMost() throws Exception {
        TypeDescription type = new Heart(Kind.OBJECT, "advanced-watchdog").description();
        Instant start = Instant.now();

        Stream.iterate(0, i -> i + 1).limit(30_000)
                .forEach(i -> beans.live(new FakeObject(Kind.OBJECT, "advanced-watchdog", "heart" + i, "", type)));

        assertThat(names()).hasSize(30_001);
        beans.close();
        assertThat(names()).isEmpty();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void anAttributeOfWhatIsGoneIsRefused() throws Exception {
        FakeObject heart = FakeObject.heart("heart1");
        beans.live(heart);
        beans.gone(heart);

        assertThatThrownBy(() -> server.getAttribute(new ObjectName("io.awd:type=advanced-watchdog,id=heart1"), "state"))
                .isInstanceOf(InstanceNotFoundException.class);
    }

    @Test
    void aRefusalOfTheContainerLeavesTheMBeanUsable() throws Exception {
        ObjectName name = new ObjectName("io.awd:type=advanced-watchdog,id=heart1");
        beans.live(FakeObject.heart("heart1"));
        container.refusal = Optional.of(new AwdException("Parameter 'timeout' expects uint32_t"));
        assertThatThrownBy(() -> server.setAttribute(name, new Attribute("timeout", 4294967296L)))
                .hasMessage("Parameter 'timeout' expects uint32_t");

        container.refusal = Optional.empty();
        server.setAttribute(name, new Attribute("timeout", 1L));

        assertThat(container.calls).containsExactly("set object heart1 timeout=1");
    }
}
