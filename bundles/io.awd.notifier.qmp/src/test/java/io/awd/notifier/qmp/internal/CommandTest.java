package io.awd.notifier.qmp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    private static String json(String line) throws Json.SyntaxException {
        return Command.parse(FakeMonitor.bytes(line)).json("i");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "stop|{'execute':'stop','id':'i'}",
        "  stop  |{'execute':'stop','id':'i'}",
        "{\"execute\": \"stop\", \"id\": 7}|{'execute':'stop','id':'i'}",
        "{'execute': 'set_link', 'arguments': {'name': 'a\"b', 'up': false}}|{'execute':'set_link','arguments':{'name':'a\\\"b','up':false},'id':'i'}",
        "{\"exec-oob\": \"yank\", \"arguments\": {\"instances\": []}}|{'exec-oob':'yank','arguments':{'instances':[]},'id':'i'}",
        "exec-oob {\"execute\": \"migrate-pause\"}|{'exec-oob':'migrate-pause','id':'i'}",
        "exec-oob yank instances=[{\"type\":\"migration\"}]|{'exec-oob':'yank','arguments':{'instances':[{'type':'migration'}]},'id':'i'}",
        "yank instances=[{'type': 'migration'}]|{'execute':'yank','arguments':{'instances':[{'type':'migration'}]},'id':'i'}",
        "set_link name=net0 up=false|{'execute':'set_link','arguments':{'name':'net0','up':false},'id':'i'}",
        "c a=TRUE b=False d=null e=|{'execute':'c','arguments':{'a':true,'b':false,'d':'null','e':''},'id':'i'}",
        "c a=5 b=-5 d=+7 e=007 f=1.5 g=1e3 h=18446744073709551615|"
                + "{'execute':'c','arguments':{'a':5,'b':-5,'d':7,'e':7,'f':1.5,'g':1e3,'h':18446744073709551615},'id':'i'}",
        "c a=5M b=1.2.3 d=0x10 e=-|{'execute':'c','arguments':{'a':'5M','b':'1.2.3','d':'0x10','e':'-'},'id':'i'}",
        "c a.b=1 a.c.d=x e=2|{'execute':'c','arguments':{'a':{'b':1,'c':{'d':'x'}},'e':2},'id':'i'}",
        "c a={\"x\":1} a.y=2|{'execute':'c','arguments':{'a':{'x':1,'y':2}},'id':'i'}",
        "c a=\"b c\" d='5' e=\"x\\\"y\"|{'execute':'c','arguments':{'a':'b c','d':'5','e':'x\\\"y'},'id':'i'}",
        "c a=x\"b c\"y d=e=f|{'execute':'c','arguments':{'a':'x\\\"b c\\\"y','d':'e=f'},'id':'i'}",
        "hmp: drive_del replication0 |{'execute':'human-monitor-command','arguments':{'command-line':'drive_del replication0'},'id':'i'}",
        "hmp:info \"x\"|{'execute':'human-monitor-command','arguments':{'command-line':'info \\\"x\\\"'},'id':'i'}",
    })
    void aLineBecomesACommand(String line, String json) throws Exception {
        assertThat(json(line)).isEqualTo(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "``|an empty line",
        "{\"execute\": \"stop\"|not valid JSON: a fault at column 19",
        "{\"execute\": \"stop\"} x|not valid JSON: a fault at column 22",
        "{\"execute\": \"stop\", \"exec-oob\": \"stop\"}|it needs either 'execute' or 'exec-oob'",
        "{}|it needs either 'execute' or 'exec-oob'",
        "{\"exec\": \"stop\"}|member 'exec' is unexpected",
        "{\"execute\": 5}|the command's name is no name",
        "{\"execute\": \"\"}|the command's name is no name",
        "{\"execute\": \"stop\", \"arguments\": []}|'arguments' must be an object",
        "stop now|expected KEY=VALUE, not 'now'",
        "name=value|'name=value' is no command's name",
        "[1]|'[1]' is no command's name",
        "c a=1 a=2|'a' is set twice",
        "c a=1 a.b=2|'a.b' has a value in its way",
        "c a.b=1 a=2|'a' is set twice",
        "c a..b=1|'a..b' is no key",
        "c =1|'' is no key",
        "c a={x|a bracket is not closed",
        "c a={x}|the value of 'a' is not valid JSON: a fault at column 3",
        "c a=\"b|a quote is not closed",
        "hmp:|no command after 'hmp:'",
        "exec-oob hmp: stop|the human monitor's commands cannot be executed out of band",
    })
    void aLineThatCannotBeReadIsRefused(String line, String why) {
        assertThatThrownBy(() -> json(line)).isInstanceOf(Json.SyntaxException.class).hasMessage(why);
    }

    @Test
    void whatIsNoTextOrTooLongIsRefused() {
        assertThatThrownBy(() -> Command.parse(new byte[] {'s', (byte) 0xff})).hasMessage("not UTF-8");
        assertThatThrownBy(() -> json("c a=" + "x".repeat(1 << 19))).hasMessage("longer than 524288 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[", "{\"a\":"})
    void aDeepLineIsRefusedAndNothingWorse(String open) {
        assertThatThrownBy(() -> json("{\"execute\": \"c\", \"arguments\": " + open.repeat(100_000))).isInstanceOf(Json.SyntaxException.class);
        assertThatThrownBy(() -> json("c a=" + open.repeat(100_000))).isInstanceOf(Json.SyntaxException.class);
    }
}
