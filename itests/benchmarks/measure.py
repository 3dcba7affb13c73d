#!/usr/bin/env python3
"""Prints AWD's figures as one table. Started by the script run, which builds what this needs."""
import argparse, os, platform, subprocess, tempfile
import figures

ALL = {"start": figures.start, "cost": figures.cost, "first": figures.first, "overshoot": figures.overshoot, "scale": figures.scale}


def options():
    parser = argparse.ArgumentParser(prog="itests/benchmarks/run", description="Measures AWD as a whole process, from outside, and prints one table.")
    parser.add_argument("--awd", help=argparse.SUPPRESS)
    parser.add_argument("--built", help=argparse.SUPPRESS)
    parser.add_argument("--only", default=",".join(ALL), help="some of " + ",".join(ALL))
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    parser.add_argument("--peers", type=int, default=1000, help="peers of the cost per heartbeat (1000)")
    parser.add_argument("--rate", type=int, default=20_000, help="heartbeats a second over all of them (20000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of floor and AWD (5)")
    return parser.parse_args()


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    java = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr.splitlines()[0]
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}, {java}"


def main():
    a = options()
    print(f"{machine()}; load average before: {os.getloadavg()[0]:.2f}\n", flush=True)
    print("| figure | measured | goal |\n|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="awd-bench-") as a.folder:
        for name in a.only.split(","):
            for what, value, goal in ALL[name](a):
                print(f"| {what} | {value} | {goal} |", flush=True)
    print(f"\nload average after: {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
