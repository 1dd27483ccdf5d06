"""What plugins cost the program that calls them: the same directories planned, applied and planned again by each program
with the same provider programs, as a Markdown table. Of each row: wall seconds; CPU milliseconds of the program itself
for an object; CPU of program and providers as a multiple of the providers' own; peak memory of the program itself; and
between two sizes what it takes more for an object.

CPU times are told: what else runs on the machine does not matter as long as memory is fast.

Usage: speed.py KIND FOLDER SIZE… -- PROGRAM…      with $TF_CLI_CONFIG_FILE naming a mirror of the providers.
KIND small: an object is of one of three types of the providers null, random and time; roles: each is an aws_iam_role, at
the endpoint that the environment names. builtin:PROGRAM is our program without plugins.
A step that takes longer than $SPEED_SECONDS (600) is ended, and what it used until then told; after an apply the program's
rest at that size is left out. $SPEED_STEPS: the first so many steps only.
"""
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

TICK = os.sysconf("SC_CLK_TCK")
SMALL = """
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
ROLES = """
terraform {
  required_providers {
    aws = { source = "registry.terraform.io/hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
}
resource "aws_iam_role" "a" {
  count = %(size)d
  name  = "%(program)s-${count.index}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
"""
KINDS = {"small": SMALL, "roles": ROLES}
ROLES_MADE = 1000  # an account has 5,000 at most: more are only planned
SECONDS = float(os.environ.get("SPEED_SECONDS", "600"))


STEPS = int(os.environ.get("SPEED_STEPS", "3"))


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
    """Wall seconds, CPU seconds of the program and of what it started, peak KB of the program; whether it was ended."""
    begin = time.monotonic()
    with open(os.path.join(folder, "log"), "w") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT)
        others, memory, is_late = {}, 0, False
        while True:
            # Not reaped yet: its numbers stay readable until then.
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                break
            memory = max(memory, peak(process.pid))
            for pid in descendants(process.pid):
                if fields := stat(pid):
                    others[pid] = max(others.get(pid, 0), ticks(fields))
            is_late = is_late or time.monotonic() - begin > SECONDS
            if is_late:
                for pid in [*descendants(process.pid), process.pid]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        wall = time.monotonic() - begin
        own = ticks(stat(process.pid))
        if process.wait() != 0 and not is_late:
            sys.exit(f"{' '.join(command)} failed: " + open(os.path.join(folder, "log")).read()[-2000:])
    return wall, own / TICK, sum(others.values()) / TICK, memory, is_late


def make(folder, kind, size, program):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    with open(os.path.join(folder, "main.tf"), "w") as file:
        file.write(KINDS[kind] % {"size": size, "third": size // 3, "rest": size - 2 * (size // 3), "program": program})


def steps(kind, size):
    all_steps = [("plan, all new", ["plan"]), ("apply", ["apply", "-auto-approve"]), ("plan, nothing to do", ["plan"])]
    return all_steps[:1] if kind == "roles" and size > ROLES_MADE else all_steps


def main():
    split = sys.argv.index("--")
    kind, folder = sys.argv[1:3]
    sizes, programs = [int(size) for size in sys.argv[3:split]], sys.argv[split + 1:]
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
            make(place, kind, size, os.path.basename(command))
            measure([command, "init", "-no-color"], place, environment)
            for step, words in steps(kind, size)[:STEPS]:
                wall, own, others, memory, is_late = measure([command, *words, "-no-color"], place, environment)
                grown = ""
                if (step, program) in before and not is_late:
                    smaller, had = before[step, program]
                    grown = f"{(memory - had) / (size - smaller):.1f} KB"
                before[step, program] = (size, memory)
                ratio = f"{(own + others) / others:.2f}" if others else ""
                over = "over " if is_late else ""
                print(f"| {size:,} | {step} | {name} | {over}{wall:.2f} s | {over}{1000 * own / size:.2f} ms | {ratio} "
                      f"| {memory / 1024:.0f} MB | {grown} |", flush=True)
                if is_late and words[0] == "apply":
                    break


if __name__ == "__main__":
    main()
