"""AWD as a process: its config, its start, what the system says of it, and its monitor."""
import os, random, socket, subprocess, time

TICK = os.sysconf("SC_CLK_TCK")


def free_ports(count):
    """A loopback address of our own and the first of so many ports that nobody has there, below the system's own choices."""
    while True:
        host = "127." + ".".join(str(random.randint(2, 250)) for _ in range(3))
        base = random.randint(10_000, 20_000)
        if all(is_free(host, base + i) for i in range(count)):
            return host, base


def is_free(host, port):
    with socket.socket() as s:
        try:
            s.bind((host, port))
            return True
        except OSError:
            return False


def section(kind, name, **values):
    return "\n".join([f'[{kind} "{name}"]'] + [f'  {key} = "{value}"' for key, value in values.items()]) + "\n"


def listener(name, host, port):
    return section("chardev", name, backend="socket", host=host, port=port, server="on", wait="off")


class Awd:
    """One process, from its exec until it is told to stop."""

    def __init__(self, home, folder, config="", arguments=()):
        os.makedirs(folder, exist_ok=True)
        self.log = f"{folder}/log"
        if config:
            with open(f"{folder}/conf", "w") as f:
                f.write(config)
            arguments = ["-readconfig", f"{folder}/conf", *arguments]
        self.begin = time.monotonic()
        self.process = subprocess.Popen([f"{home}/bin/awd", *arguments], stdin=subprocess.DEVNULL,
                                        stdout=open(f"{folder}/out", "w"), stderr=open(self.log, "w"))
        self.pid = self.process.pid

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ready(self, limit=120):
        """Seconds from exec to the word in its log."""
        with open(self.log) as log:
            while True:
                if " ready: " in log.read():
                    return time.monotonic() - self.begin
                if self.process.poll() is not None or time.monotonic() - self.begin > limit:
                    raise SystemExit("awd did not come up: " + open(self.log).read()[-600:])
                time.sleep(0.005)

    def status(self, name):
        with open(f"/proc/{self.pid}/status") as f:
            return next(int(line.split()[1]) for line in f if line.startswith(name + ":"))

    def resident_mb(self):
        return self.status("VmRSS") / 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


def cpu_us(pid):
    """CPU time of a process and of what has ended in it."""
    with open(f"/proc/{pid}/stat") as f:
        fields = f.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1e6 / TICK


class Talker:
    """A process that answers a line with a line."""

    def __init__(self, *command):
        self.process = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def hear(self):
        line = self.process.stdout.readline().strip()
        if not line:
            raise SystemExit(f"{self.process.args[0]} ended")
        return line

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.hear()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)


def probe(built, pid):
    talker = Talker("java", "-XX:+UseSerialGC", "-cp", built, "Probe", pid)
    talker.hear()
    return talker


class Monitor:
    """AWD's own monitor on a unix socket."""
    PROMPT = b"(awd) "
    BATCH = 50
    PATIENCE = 30

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(self.PATIENCE)
        self.socket.connect(path)
        self.buffer = b""
        self.answers(1)

    def answers(self, count):
        """Everything up to the prompt that follows so many answers."""
        while self.buffer.count(self.PROMPT) < count:
            got = self.socket.recv(1 << 20)
            if not got:
                raise SystemExit("the monitor has left")
            self.buffer += got
        text, self.buffer = self.buffer, b""
        return text.decode()

    def run(self, *commands):
        text = ""
        for i in range(0, len(commands), self.BATCH):
            batch = commands[i:i + self.BATCH]
            self.socket.sendall("".join(c + "\n" for c in batch).encode())
            text += self.answers(len(batch))
        return text

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
