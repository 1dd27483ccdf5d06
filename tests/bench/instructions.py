#!/usr/bin/env python3
"""Instructions that two builds take for the same work, as ratios: for machines whose clocks are too noisy to compare.

  tests/bench/instructions.py OLD/rolecall_bench NEW/rolecall_bench

Runs the micro benchmarks of both under valgrind's callgrind, and divides what a function took, callees included, by
the number of its calls. Exits 1 if a ratio is above 1.03. Needs valgrind.
"""
import re
import subprocess
import sys
import tempfile

# Benchmark, and the function that is its work. Where that is the benchmark itself, its preparation counts too.
WORK = [
    ("policy/SeedAllowed", r"policy::Decide\("),
    ("policy/SeedDenied", r"policy::Decide\("),
    ("policy/Statements/1000", r"policy::Decide\("),
    ("policy/Services/1000", r"policy::Decide\("),
    ("policy/CompileStatements/1000", r"policy::Compile\("),
    ("lint/LintCleanRoles/1000", r"::LintCleanRoles\(benchmark"),
    ("lint/LintOpenRoles/1000", r"::LintOpenRoles\(benchmark"),
    ("access/WhoCanRoles/1000", r"::WhoCanRoles\(benchmark"),
    ("access/CompareRoles/1000", r"::CompareRoles\(benchmark"),
    ("access/SeedPlannedOffline", r"::SeedPlannedOffline\(benchmark"),
    ("webhook/Review/1/0", r"kube::Review\("),
    ("webhook/Review/20/22", r"kube::Review\("),
    ("webhook/PublishAccount/10000", r"kube::IdentityBoard::Section::Update\("),
    ("hcl/ParseExamples", r"::ParseExamples\(benchmark"),
    ("hcl/ParseRoles", r"::ParseRoles\(benchmark"),
    ("hcl/FormatRoles", r"::FormatRoles\(benchmark"),
]


def per_call(profile, function):
    """Inclusive instructions of the calls of `function`, divided by their number (callgrind's file format)."""
    names, callee, pending = {}, "", None
    calls = instructions = 0
    for line in open(profile):
        if name := re.match(r"(c?fn)=\((\d+)\)(?: (.*))?$", line):
            kind, number, text = name.groups()
            if text:
                names[number] = text
            if kind == "cfn":
                callee = names[number]
        elif counted := re.match(r"calls=(\d+)", line):
            pending = int(counted.group(1))
        elif pending is not None:
            if re.search(function, callee):
                calls += pending
                instructions += int(line.split()[1])
            pending = None
    if calls == 0:
        raise SystemExit(f"{function} was never called")
    return instructions / calls


def measure(program, benchmark, function):
    area, name = benchmark.split("/", 1)  # older builds name no areas
    with tempfile.NamedTemporaryFile(prefix="callgrind-") as profile:
        subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile.name}", program,
             f"--benchmark_filter=^({area}/)?{name}$", "--benchmark_min_time=0.01"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return per_call(profile.name, function)


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    old, new = sys.argv[1:]
    slower = 0
    print(f"{'what':32} {'old':>14} {'new':>14} ratio")
    for benchmark, function in WORK:
        before, after = measure(old, benchmark, function), measure(new, benchmark, function)
        slower += after > before * 1.03
        print(f"{benchmark:32} {before:14,.0f} {after:14,.0f} {after / before:.3f}", flush=True)
    return slower > 0


if __name__ == "__main__":
    sys.exit(main())
