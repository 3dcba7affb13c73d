package io.awd.notifier.qmp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.awd.api.notifier.Finding;
import io.awd.api.notifier.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What QEMU's schema says of a script; nothing is executed. */
class DryRunTest {
    private static final String SCHEMA = """
            [{'name': 'stop', 'meta-type': 'command', 'arg-type': '0', 'ret-type': '0'},
             {'name': 'bare', 'meta-type': 'command', 'arg-type': 'gone'},
             {'name': 'STOP', 'meta-type': 'event', 'arg-type': '0'},
             {'name': 'set_link', 'meta-type': 'command', 'arg-type': '1', 'ret-type': '0'},
             {'name': 'yank', 'meta-type': 'command', 'arg-type': '2', 'ret-type': '0', 'allow-oob': true},
             {'name': 'device_add', 'meta-type': 'command', 'arg-type': '5', 'ret-type': '0'},
             {'name': 'object-add', 'meta-type': 'command', 'arg-type': '9', 'ret-type': '0'},
             {'name': 'chardev-add', 'meta-type': 'command', 'arg-type': '6', 'ret-type': '0'},
             {'name': 'all', 'meta-type': 'command', 'arg-type': '10', 'ret-type': '0'},
             {'name': '0', 'meta-type': 'object', 'members': []},
             {'name': '1', 'meta-type': 'object', 'members': [{'name': 'name', 'type': 'str'}, {'name': 'up', 'type': 'bool'}]},
             {'name': '2', 'meta-type': 'object', 'members': [{'name': 'instances', 'type': '[3]'}]},
             {'name': '[3]', 'meta-type': 'array', 'element-type': '3'},
             {'name': '3', 'meta-type': 'object', 'members': [{'name': 'type', 'type': '4'}], 'tag': 'type',
              'variants': [{'case': 'block-node', 'type': '11'}, {'case': 'migration', 'type': '0'}]},
             {'name': '4', 'meta-type': 'enum', 'values': ['block-node'], 'members': [{'name': 'migration'}]},
             {'name': '5', 'meta-type': 'object', 'members': [{'name': 'driver', 'type': 'str'}, {'name': 'id', 'type': 'str', 'default': null}]},
             {'name': '6', 'meta-type': 'object', 'members': [{'name': 'id', 'type': 'str'}, {'name': 'backend', 'type': '7'}]},
             {'name': '7', 'meta-type': 'object', 'members': [{'name': 'type', 'type': '8'}, {'name': 'data', 'type': '0', 'default': null}]},
             {'name': '8', 'meta-type': 'enum', 'values': ['null', 'socket']},
             {'name': '9', 'meta-type': 'object', 'members': [{'name': 'qom-type', 'type': '4'}, {'name': 'id', 'type': 'str'}], 'tag': 'qom-type',
              'variants': [{'case': 'migration', 'type': '1'}]},
             {'name': '10', 'meta-type': 'object', 'members': [{'name': 'i', 'type': 'int', 'default': null},
              {'name': 'n', 'type': 'number', 'default': null}, {'name': 'any', 'type': 'any', 'default': null},
              {'name': 'nil', 'type': 'null', 'default': null}, {'name': 'alt', 'type': 'alt', 'default': null},
              {'name': 'self', 'type': '10', 'default': null}]},
             {'name': '11', 'meta-type': 'object', 'members': [{'name': 'node-name', 'type': 'str'}]},
             {'name': 'alt', 'meta-type': 'alternate', 'members': [{'type': 'str'}, {'type': '1'}, {'type': 'null'}]},
             {'name': 'str', 'meta-type': 'builtin', 'json-type': 'string'}, {'name': 'bool', 'meta-type': 'builtin', 'json-type': 'boolean'},
             {'name': 'int', 'meta-type': 'builtin', 'json-type': 'int'}, {'name': 'number', 'meta-type': 'builtin', 'json-type': 'number'},
             {'name': 'any', 'meta-type': 'builtin', 'json-type': 'value'}, {'name': 'null', 'meta-type': 'builtin', 'json-type': 'null'},
             5, {'name': 7}, {}]""".replace('\'', '"').replace("\n", " ");
    private final Bench bench = new Bench();
    private final FakeMonitor monitor = bench.monitor;
    private QmpNotifier notifier;

    @BeforeEach
    void open() throws Exception {
        notifier = bench.ready();
    }

    private CompletableFuture<List<Finding>> check(String... lines) {
        List<Step> steps = new ArrayList<>();
        for (String line : lines) {
            steps.add(Bench.step(steps.size() + 1, line));
        }
        return notifier.check(steps, 10_000).toCompletableFuture();
    }

    private static List<Finding> found(CompletableFuture<List<Finding>> check) {
        return check.getNow(List.of());
    }

    private void schema() {
        assertThat(monitor.sent()).singleElement().satisfies(command -> assertThat(command.get("execute").getAsString()).isEqualTo("query-qmp-schema"));
        monitor.returns(SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "stop|", "bare|", "set_link name=a up=false|", "yank instances=[{'type':'migration'}]|",
        "yank instances=[{'type':'block-node','node-name':'n'}]|", "device_add driver=e1000 mac=1:2|",
        "object-add qom-type=migration id=a name=b up=true|", "chardev-add id=a backend.type=null|",
        "all i=5 n=5 any=[1,{}] self.self.i=1|", "all n=1.5 alt=x|", "{'execute':'all','arguments':{'nil':null,'alt':null}}|",
        "all alt.name=a alt.up=true|", "exec-oob yank instances=[]|",
        "nope|command 'nope' is not known to this QEMU",
        "STOP|command 'STOP' is not known to this QEMU",
        "str|command 'str' is not known to this QEMU",
        "stop foo=1|argument 'foo' of 'stop' is not known",
        "set_link name=a|argument 'up' is missing",
        "set_link name=a up=1 x=y|argument 'up' of 'set_link' must be of type boolean, not int; argument 'x' of 'set_link' is not known",
        "set_link name=5 up=true|argument 'name' of 'set_link' must be of type string, not int",
        "yank instances=x|argument 'instances' of 'yank' must be of type array, not string",
        "yank instances=[{}]|argument 'instances.type' is missing",
        "yank instances=[{'type':'disk'}]|argument 'instances.type' of 'yank' does not accept value 'disk'",
        "yank instances=[{'type':'migration','node-name':'n'}]|argument 'instances.node-name' of 'yank' is not known",
        "yank instances=[{'type':'block-node'}]|argument 'instances.node-name' is missing",
        "device_add id=a|argument 'driver' is missing",
        "object-add qom-type=migration id=a name=b up=true more=1|argument 'more' of 'object-add' is not known",
        "chardev-add id=a backend.type=null backend.x=1|argument 'backend.x' of 'chardev-add' is not known",
        "all i=1.5|argument 'i' of 'all' must be of type int, not number",
        "all n=x|argument 'n' of 'all' must be of type number, not string",
        "all alt=5|argument 'alt' of 'all' must be of type string, not int",
        "all alt.name=a|argument 'alt.up' is missing",
        "all nil=x|argument 'nil' of 'all' must be of type null, not string",
        "all self.self.x=1|argument 'self.self.x' of 'all' is not known",
        "exec-oob stop|command 'stop' cannot be executed out of band",
        "stop now|expected KEY=VALUE, not 'now'",
    })
    void aStepIsHeldAgainstTheSchema(String line, String fault) {
        CompletableFuture<List<Finding>> check = check(line, "stop");
        schema();
        assertThat(found(check)).hasSize(2);
        Finding finding = found(check).get(0);
        assertThat(finding.step()).isEqualTo(1);
        assertThat(finding.good()).as(finding.text()).isEqualTo(fault == null);
        assertThat(finding.text()).satisfies(text -> assertThat(fault == null || text.equals(fault)).as(text).isTrue());
        assertThat(found(check).get(1)).isEqualTo(new Finding(2, true, "'stop' and its arguments are known"));
        assertThat(monitor.sent()).as("nothing is executed").isEmpty();
    }

    @Test
    void theSchemaIsFetchedOnceForEachConnection() {
        CompletableFuture<List<Finding>> first = check("stop");
        schema();
        assertThat(found(first)).hasSize(1);
        assertThat(found(check("nope"))).containsExactly(new Finding(1, false, "command 'nope' is not known to this QEMU"));
        assertThat(monitor.sent()).isEmpty();
        monitor.hangUp();
        monitor.ready();
        CompletableFuture<List<Finding>> next = check("stop");
        schema();
        assertThat(found(next)).hasSize(1);
    }

    @Test
    void theHumanMonitorIsAskedForItsHelp() {
        CompletableFuture<List<Finding>> check = check("hmp: drive_del x", "hmp: nope", "hmp: info status", "hmp: x/8x 0");
        for (String[] each : new String[][] {{"help drive_del", "drive_del device -- remove it\\r\\n"}, {"help nope", "unknown command: 'nope'\\r\\n"},
            {"help info status", "info status  -- show it\\r\\n"}, {"help x", ""}}) {
            assertThat(monitor.sent()).singleElement()
                    .satisfies(command -> assertThat(command.getAsJsonObject("arguments").get("command-line").getAsString()).isEqualTo(each[0]));
            monitor.returns("\"" + each[1] + "\"");
        }
        assertThat(found(check)).containsExactly(new Finding(1, true, "drive_del device -- remove it"), new Finding(2, false, "unknown command: 'nope'"),
                new Finding(3, true, "info status  -- show it"), new Finding(4, false, "the monitor has no help on it"));
    }

    @Test
    void withoutAMonitorThereIsTheSyntax() {
        monitor.hangUp();
        assertThat(found(check("stop", "stop now"))).containsExactly(new Finding(0, false, "not connected"),
                new Finding(1, true, "it can be read; QEMU was not asked"), new Finding(2, false, "expected KEY=VALUE, not 'now'"));
    }

    @Test
    void aSchemaThatDoesNotComeIsTold() {
        CompletableFuture<List<Finding>> refused = check("stop");
        monitor.refuses("GenericError", "no");
        assertThat(found(refused)).contains(new Finding(0, false, "query-qmp-schema: GenericError: no"));
        CompletableFuture<List<Finding>> silent = check("stop", "hmp: stop");
        bench.thread.advance(Conversation.ANSWER_MILLIS);
        assertThat(found(silent)).contains(new Finding(0, false, "query-qmp-schema: no answer within 5000 ms")).hasSize(3);
        CompletableFuture<List<Finding>> lost = check("stop");
        monitor.hangUp();
        assertThat(found(lost)).contains(new Finding(0, false, "query-qmp-schema: connection lost"));
    }

    @Test
    void aSchemaThatIsNoneKnowsNothing() {
        CompletableFuture<List<Finding>> check = check("stop");
        monitor.returns("{}");
        assertThat(found(check)).containsExactly(new Finding(1, false, "command 'stop' is not known to this QEMU"));
    }

    @Test
    void onlySoMuchTimeIsSpent() {
        CompletableFuture<List<Finding>> check = check("hmp: a", "hmp: b", "hmp: c");
        bench.thread.advance(4000);
        monitor.returns("\"a -- b\"");
        bench.thread.advance(Conversation.ANSWER_MILLIS);
        bench.thread.advance(1000);
        assertThat(found(check)).extracting(Finding::text).containsExactly("a -- b", "help: no answer within 5000 ms", "help: no answer within 1000 ms");
    }

    @Test
    void outOfBandIsNotThereWithoutTheCapability() {
        monitor.hangUp();
        monitor.connect();
        monitor.says(FakeMonitor.OLD_GREETING);
        monitor.returns("{}");
        monitor.returns("{\"status\": \"running\"}");
        CompletableFuture<List<Finding>> check = check("exec-oob yank instances=[]");
        schema();
        assertThat(found(check)).containsExactly(new Finding(1, false, "this QEMU takes no commands out of band"));
    }
}
