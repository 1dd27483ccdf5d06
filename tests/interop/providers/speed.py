"""What plugins cost the program that calls them: the same directories planned, applied and planned again by each program
with the same provider programs, as a Markdown table. Of each row: wall seconds; CPU milliseconds of the program itself
for an object; CPU of program and providers as a multiple of the providers' own; peak memory of the program itself; and
between two sizes what it takes more for an object.

An object is of one of three types of three providers. CPU times are told: what else runs on the machine does not matter
as long as memory is fast.

Usage: speed.py FOLDER SIZE… -- PROGRAM…      with $TF_CLI_CONFIG_FILE naming a mirror of null, random and time.
builtin:PROGRAM is our program without plugins: what it takes by itself for the same objects.
"""
import os
import shutil
import subprocess
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")
CONFIGURATION = """
terraform {
  required_providers {
    null   = { source = "registry.terraform.io/hashicorp/null" }
    random = { source = "registry.terraform.io/hashicorp/random" }
    time   = { source = "registry.terraform.io/hashicorp/time" }
  }
}
resource "null_resource" "a" {
  count    = %(third)d
  triggers = { name = "object-${count.index}" }
}
resource "random_id" "a" {
  count       = %(third)d
  byte_length = 8
  keepers     = { of = null_resource.a[count.index].id }
}
resource "time_static" "a" {
  count    = %(rest)d
  triggers = { name = "object-${count.index}" }
}
"""


def stat(pid):
    """The fields of /proc/PID/stat from the state on; none if it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            text = file.read()
    except OSError:
        return None
    return text[text.rindex(")") + 2:].split()


def ticks(fields):
    return int(fields[11]) + int(fields[12])


def descendants(root):
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and (fields := stat(name)):
            parents.setdefault(int(fields[1]), []).append(int(name))
    found, queue = [], [root]
    while queue:
        children = parents.get(queue.pop(), [])
        found += children
        queue += children
    return found


def peak(pid):
    """Its largest resident size so far, in KB."""
    try:
        with open(f"/proc/{pid}/status") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def measure(command, folder, environment):
    """Wall seconds, CPU seconds of the program and of what it started, peak KB of the program."""
    begin = time.monotonic()
    with open(os.path.join(folder, "log"), "w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT)
        others, memory = {}, 0
        while True:
            # Not reaped yet: its numbers stay readable until then.
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
            memory = max(memory, peak(process.pid))
            for pid in descendants(process.pid):
                if fields := stat(pid):
                    others[pid] = max(others.get(pid, 0), ticks(fields))
            time.sleep(0.02)
        wall = time.monotonic() - begin
        own = ticks(stat(process.pid))
        if process.wait() != 0:
            sys.exit(f"{' '.join(command)} failed: " + open(os.path.join(folder, "log")).read()[-2000:])
    return wall, own / TICK, sum(others.values()) / TICK, memory


def main():
    split = sys.argv.index("--")
    folder, sizes, programs = sys.argv[1], [int(size) for size in sys.argv[2:split]], sys.argv[split + 1:]
    print("| objects | step | program | wall | its own CPU for an object | all CPU ÷ the providers' | its own peak | more for an object |")
    print("|---|---|---|---|---|---|---|---|")
    before = {}
    for size in sizes:
        for program in programs:
            environment = dict(os.environ)
            name = os.path.basename(program)
            if program.startswith("builtin:"):
                name, environment["ROLECALL_PROVIDERS"] = name + ", built in", "native"
            command = program.removeprefix("builtin:")
            place = os.path.join(folder, f"{name}-{size}")
            shutil.rmtree(place, ignore_errors=True)
            os.makedirs(place)
            with open(os.path.join(place, "main.tf"), "w") as file:
                file.write(CONFIGURATION % {"third": size // 3, "rest": size - 2 * (size // 3)})
            measure([command, "init", "-no-color"], place, environment)
            for step, words in (("plan, all new", ["plan"]), ("apply", ["apply", "-auto-approve"]), ("plan, nothing to do", ["plan"])):
                wall, own, others, memory = measure([command, *words, "-no-color"], place, environment)
                grown = ""
                if (step, program) in before:
                    smaller, had = before[step, program]
                    grown = f"{(memory - had) / (size - smaller):.1f} KB"
                before[step, program] = (size, memory)
                ratio = f"{(own + others) / others:.2f}" if others else ""
                print(f"| {size:,} | {step} | {name} | {wall:.2f} s | {1000 * own / size:.2f} ms | {ratio} "
                      f"| {memory / 1024:.0f} MB | {grown} |", flush=True)


if __name__ == "__main__":
    main()
