package io.awd.api.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionStringTest {
    @Test
    void theFirstValueHasAnImpliedName() throws Exception {
        assertThat(OptionString.parse("iothread,id=a", "qom_type").values()).containsExactly(entry("qom_type", "iothread"), entry("id", "a"));
        assertThat(OptionString.parse("qom-type=iothread,id=a", "qom_type").values()).containsEntry("qom_type", "iothread");
    }

    @Test
    void aDoubledCommaIsAComma() throws Exception {
        assertThat(OptionString.parse("socket,path=/a,,b,,,id=c", "backend").values()).containsEntry("path", "/a,b,").containsEntry("id", "c");
    }

    @Test
    void aValueMayHoldEqualsSigns() throws Exception {
        assertThat(OptionString.parse("x,a=b=c", "t").values()).containsEntry("a", "b=c");
    }

    @Test
    void shortFormsAreBooleansAndWarnAsQemuDoes() throws Exception {
        OptionString options = OptionString.parse("socket,server,nowait,nodelay", "backend");
        assertThat(options.values()).containsEntry("server", "on").containsEntry("wait", "off").containsEntry("delay", "off");
        assertThat(options.warnings()).containsExactly("short-form boolean option 'server' deprecated", "Please use server=on instead",
                "short-form boolean option 'nowait' deprecated", "Please use wait=off instead",
                "short-form boolean option 'nodelay' deprecated", "Please use delay=off instead");
    }

    @Test
    void dashAndUnderscoreAreTheSameInNamesOnly() throws Exception {
        assertThat(OptionString.parse("t,awd-node=h-1,awd_node.1=h_2", "x").values()).containsEntry("awd_node", "h-1").containsEntry("awd_node.1", "h_2");
    }

    @Test
    void theLastOfTwoWins() throws Exception {
        assertThat(OptionString.parse("t,a=1,a=2", "x").values()).containsEntry("a", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t,help", "t,?", "help", "t,a=1,help"})
    void helpIsAsked(String text) throws Exception {
        assertThat(OptionString.parse(text, "x").help()).isTrue();
    }

    @Test
    void anEmptyNameIsRefused() {
        assertThatThrownBy(() -> OptionString.parse("t,=1", "x")).isInstanceOf(AwdException.class).hasMessage("Invalid parameter ''");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a", "-a", "a b", "a/b", "ä", "_a"})
    void whatIsNoIdentifierIsRefused(String id) {
        assertThatThrownBy(() -> Definition.object("iothread,id=" + id)).isInstanceOf(AwdException.class)
                .hasMessageStartingWith("Parameter 'id' expects an identifier (not '" + id + "')");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Definition.object("iothread")).hasMessage("Parameter 'id' is missing");
        assertThatThrownBy(() -> Definition.object("id=a")).hasMessage("Parameter 'qom-type' is missing");
        assertThatThrownBy(() -> Definition.chardev("socket,host=x")).hasMessage("chardev: no id specified");
        assertThatThrownBy(() -> Definition.chardev("id=c")).hasMessage("chardev: \"c\" missing backend");
    }

    @Test
    void listsAreReadByIndex() throws Exception {
        assertThat(Definition.object("w,id=a,n.0=x,n.1=y").values("n")).containsExactly("x", "y");
        assertThat(Definition.object("w,id=a,n=x").values("n")).containsExactly("x");
        assertThat(Definition.object("w,id=a").values("n")).isEmpty();
    }
}
