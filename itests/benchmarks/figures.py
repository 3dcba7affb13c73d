"""The figures, each from whole processes. A figure yields rows: what, value, goal."""
import os, statistics, time
from daemon import Awd, Monitor, Talker, cpu_us, free_ports, listener, probe, section

SILENT_MS = 900_000


def watchdog(name, chardev, **values):
    return section("object", name, **{"qom-type": "advanced-watchdog", "server": "on", "awd_node": chardev, **values})


def watchdogs(host, base, count, **values):
    """So many watchdogs that send next to nothing, each with a listening chardev."""
    each = {"pulse_interval": 600_000, "timeout": SILENT_MS, **values}
    return "\n".join(listener(f"c{i}", host, base + i) + watchdog(f"w{i}", f"c{i}", **each) for i in range(count))


def load(a, host, port, stride, connections):
    talker = Talker(f"{a.built}/load", host, port, stride, connections)
    talker.hear()
    return talker


def settle(pid):
    """Until a second passes with next to no CPU time: compilers and collectors have done their work."""
    for _ in range(20):
        before = cpu_us(pid)
        time.sleep(1)
        if cpu_us(pid) - before < 30_000:
            return


def spent(pid, talker, messages, rate):
    before = cpu_us(pid)
    talker.ask(f"{messages} {rate}")
    time.sleep(0.2)
    return (cpu_us(pid) - before) / messages


def cost(a):
    """CPU time per heartbeat over the bare floor in alternating rounds, with the same meter; and what the iothread allocates meanwhile."""
    rate, messages = a.rate, a.rate * (4 if a.quick else 10)
    host, base = free_ports(a.peers)
    with Talker(f"{a.built}/floor", host, SILENT_MS) as bare, Awd(a.awd, f"{a.folder}/cost", watchdogs(host, base, a.peers)) as awd:
        port = bare.hear()
        awd.ready()
        with load(a, host, port, 0, a.peers) as to_floor, load(a, host, base, 1, a.peers) as to_awd, probe(a.built, awd.pid) as look:
            settle(awd.pid)
            at_rest = awd.resident_mb()
            to_floor.ask(f"{rate} {rate}")
            to_awd.ask(f"{messages * 2} {rate}")
            settle(awd.pid)
            floors, costs, allocated = [], [], []
            for _ in range(a.rounds):
                floors.append(spent(bare.process.pid, to_floor, messages, rate))
                before = int(look.ask("allocated"))
                costs.append(spent(awd.pid, to_awd, messages, rate))
                allocated.append((int(look.ask("allocated")) - before) / messages)
            ratios = [c / f for c, f in zip(costs, floors)]
            what = f"{a.peers} peers, {rate}/s"
            yield f"CPU per heartbeat, {what}: floor", f"{statistics.median(floors):.2f} us", ""
            yield f"CPU per heartbeat, {what}: AWD", f"{statistics.median(costs):.2f} us", ""
            yield f"CPU per heartbeat: AWD / floor, median of {a.rounds}", \
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", "<= 1.25"
            yield "allocated per message on the iothread", f"{statistics.median(allocated):.3f} bytes", "0"
            yield f"resident, {a.peers} peers: at rest / at {rate}/s", f"{at_rest:.0f} / {awd.resident_mb():.0f} MB", ""
    yield "allocated per pulse sent on the iothread", f"{sending(a):.3f} bytes", "0"


def sending(a):
    """Bytes that the iothread allocates for each pulse, 100 peers that get one each 10 ms."""
    host, base = free_ports(100)
    path = f"{a.folder}/sending-monitor"
    with Awd(a.awd, f"{a.folder}/sending", watchdogs(host, base, 100, pulse_interval=10), ("-monitor", f"unix:{path},server=on,wait=off")) as awd:
        awd.ready()
        with load(a, host, base, 1, 100) as peers, probe(a.built, awd.pid) as look, Monitor(path) as monitor:
            peers.ask("40000 10000")
            # the monitor's answers leave by the same iothread: ask it outside of what is measured
            sent, before = pulses(monitor), int(look.ask("allocated"))
            peers.ask(f"{20_000 if a.quick else 50_000} 10000")
            after = int(look.ask("allocated"))
            return (after - before) / (100 * (pulses(monitor) - sent))


def pulses(monitor):
    """What one of them has sent."""
    return next(int(line.split()[1]) for line in monitor.run("info watchdogs w0").splitlines() if line.startswith("pulses_sent"))


def overshoot(a):
    """From the last heartbeat plus the timeout to the first byte of the script at the notification node; beside it what the bare floor needs."""
    timeout = 500
    for count, rounds in (100, 10), (1000, 3):
        host, base = free_ports(count)
        command = [f"{a.built}/silence", host, count, timeout, 1 if a.quick else rounds, 3000]
        what = f"overshoot of an expiry, {count} watchdogs"
        with Talker(*command) as peers, Talker(f"{a.built}/floor", host, timeout, peers.hear()) as bare:
            late, first, early, missing = silences(peers, f"{bare.hear()} 0")
            yield f"{what}, floor: median, p99, max; very first", f"{lateness(late)}; {first:.2f} ms", ""
        with Talker(*command) as peers, Awd(a.awd, f"{a.folder}/overshoot{count}", expiring(a, host, base, count, timeout, peers.hear())) as awd:
            awd.ready()
            settle(awd.pid)
            late, first, early, missing = silences(peers, f"{base} 1")
            yield f"{what}, AWD: median, p99, max of {len(late)}; very first", f"{lateness(late)}; {first:.2f} ms", "0.25 to 0.5, <= 2"
            yield f"{what}: early, missing", f"{early}, {missing}", "0, 0"


def first(a):
    """The very first expiry of a process, of several fresh ones: what the virtual machine still has to load and link stands before it."""
    timeout, late = 500, []
    for i in range(3 if a.quick else 11):
        host, base = free_ports(1)
        with Talker(f"{a.built}/silence", host, 1, timeout, 0, 0) as peers, \
                Awd(a.awd, f"{a.folder}/first{i}", expiring(a, host, base, 1, timeout, peers.hear(), f"first{i}")) as awd:
            awd.ready()
            late.append(silences(peers, f"{base} 1")[1])
    yield f"overshoot of the first expiry of a process: median, least, most of {len(late)}", \
        f"{statistics.median(late):.1f}, {min(late):.1f}, {max(late):.1f} ms", ""


def expiring(a, host, base, count, timeout, node, name=""):
    """So many watchdogs on one notification chardev, each with an opt-script of its own naming it."""
    folder = f"{a.folder}/scripts{count}{name}"
    os.makedirs(folder)
    sections = [section("chardev", "out", backend="socket", host=host, port=node, reconnect="1")]
    for i in range(count):
        with open(f"{folder}/{i}", "w") as f:
            f.write(f"{i}\n")
        sections.append(listener(f"c{i}", host, base + i) + watchdog(f"w{i}", f"c{i}", notification_node="out", opt_script=f"{folder}/{i}",
                                                                    pulse_interval=600_000, timeout=timeout))
    return "\n".join(sections)


def silences(peers, where):
    peers.process.stdin.write(where + "\n")
    peers.process.stdin.flush()
    lines = [line.split() for line in peers.process.stdout]
    early, missing = (sum(word == wanted for word, _ in lines) for wanted in ("early", "missing"))
    first = next(int(value) / 1000 for word, value in lines if word == "first")
    return sorted(int(value) / 1000 for word, value in lines if word == "late"), first, early, missing


def lateness(late):
    return f"{statistics.median(late):.2f}, {late[int(len(late) * .99)]:.2f}, {late[-1]:.2f} ms"


def scale(a):
    """Creation, memory, questions and deletion at 1,000 and at 10,000, of which 4,000 are connected."""
    bare = creation(a, 0, 3)
    created = {1000: creation(a, 1000, 3) - bare}
    yield "1000 watchdogs: creation, median of 3", f"{created[1000]:.2f} s", ""
    for count in (1000, 10_000):
        connected = min(count, 4000)
        host, base = free_ports(count)
        path = f"{a.folder}/monitor{count}"
        with Awd(a.awd, f"{a.folder}/scale{count}", watchdogs(host, base, count), ("-monitor", f"unix:{path},server=on,wait=off")) as awd:
            took = awd.ready() - bare
            what = f"{count} watchdogs"
            if count not in created:
                created[count] = took
                yield f"{what}: creation", f"{took:.1f} s", "<= 10"
            with load(a, host, base, 1, connected) as peers:
                peers.ask(f"{connected * 5} 20000")
                settle(awd.pid)
                yield f"{what}, {connected} connected and heard: resident", f"{awd.resident_mb():.0f} MB", "<= 300"
                yield from questions(a, awd, path, what)
            yield from deletion(a, awd, path, count, what)
    yield "creation, 10,000 over 1,000", f"{created[10_000] / created[1000]:.1f}", "<= 12"


def creation(a, count, times):
    """Median of seconds from exec to ready."""
    took = []
    for i in range(times):
        host, base = free_ports(count)
        with Awd(a.awd, f"{a.folder}/create{count}-{i}", watchdogs(host, base, count), ("-chardev", "null,id=n")) as awd:
            took.append(awd.ready())
    return statistics.median(took)


def questions(a, awd, path, what):
    with Monitor(path) as monitor, probe(a.built, awd.pid) as look:
        try:
            times = [timed(lambda: monitor.run("info watchdogs")) for _ in range(3)]
            yield f"{what}: info watchdogs, first / best of 3", f"{times[0]:.2f} / {min(times):.2f} s", "<= 1"
        except TimeoutError:
            yield f"{what}: info watchdogs", f"no answer in {Monitor.PATIENCE} s", "<= 1"
        look.ask("query")
        number, found, one, each = look.ask("query").split()
        yield f"{what}: JMX query of all names / attributes of one", f"{float(found):.0f} / {float(one):.1f} ms", "<= 1000"
        yield f"{what}: JMX, state of each, one call each", f"{float(each) / 1000:.2f} s", ""


def timed(task):
    begin = time.monotonic()
    task()
    return time.monotonic() - begin


def deletion(a, awd, path, count, what):
    time.sleep(1)
    with Monitor(path) as monitor, probe(a.built, awd.pid) as look:
        took = timed(lambda: monitor.run(*[f"object_del w{i}" for i in range(count)], *[f"chardev_remove c{i}" for i in range(count)]))
        left = [int(look.ask(f"count {type}")) for type in ("io.awd.watchdog.internal.Watchdog", "io.awd.chardev.internal.SocketChardev")]
        beans = look.ask("beans")
        yield f"{what}: object-del and chardev-remove of all", f"{took:.1f} s", ""
        yield f"{what}: left of them: watchdogs, chardevs / MBeans / descriptors", \
            f"{left[0]}, {left[1]} / {beans} / {awd.descriptors()}", "0, 1 / -"


def start(a):
    """The embedded default: from exec to ready, and its size."""
    times = []
    for i in range(1 if a.quick else 5):
        with Awd(a.awd, f"{a.folder}/start{i}") as awd:
            times.append(awd.ready())
            if i == 0:
                time.sleep(5)
                at_rest = awd.resident_mb()
                shell = next(line.split()[-1] for line in open(f"{a.folder}/start{i}/out") if "awd-shell" in line)
                for name in ("primary", "secondary"):
                    with Talker(f"{a.awd}/bin/awd-shell", shell, "-c", f"qom-set {name} pulse_interval 1") as command:
                        command.process.wait(20)
                time.sleep(10)
                loaded = awd.resident_mb()
    yield f"start to ready, embedded default, median of {len(times)}", f"{statistics.median(times):.2f} s ({min(times):.2f} to {max(times):.2f})", ""
    yield "resident, embedded default: at rest / at 2,000 messages a second", f"{at_rest:.0f} / {loaded:.0f} MB", ""
