"""Random pairs of policies: `rolecall check no-new-access` against cvc5, an SMT solver that knows nothing of policies.

Usage: access_referee.py ROLECALL PAIRS [SEED]. Exit 0: they agree on all pairs. 1: not, and the pair is printed.

The service has no entry in AWS's tables, so that both sides speak of strings. The solver runs once, as a process of its
own; a pair is a few assertions between (push) and (pop). Environment: CVC5, the solver [cvc5].
"""
import json
import os
import random
import subprocess
import sys
import tempfile

KEYS = {"aws:RequestedRegion": "r", "aws:PrincipalTag/t": "t"}
BATCH = 200
OPERATORS = ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike"]


def glob_text(pick, stars):
    alphabet = "ab*?" if stars else "ab"
    return "".join(pick.choice(alphabet) for _ in range(pick.randint(1, 4)))


def some(pick, make):
    return [make() for _ in range(pick.randint(1, 2))]


def condition(pick):
    if pick.random() < 0.15:
        return "Null", pick.choice(list(KEYS)), [pick.choice(["true", "false"])]
    operator = pick.choice(OPERATORS)
    values = some(pick, lambda: glob_text(pick, "Like" in operator))
    return operator + ("IfExists" if pick.random() < 0.3 else ""), pick.choice(list(KEYS)), values


def statement(pick):
    result = {"Effect": "Allow" if pick.random() < 0.7 else "Deny"}
    result["NotAction" if pick.random() < 0.15 else "Action"] = some(pick, lambda: "example:" + glob_text(pick, True))
    resources = some(pick, lambda: "arn:aws:example:::" + glob_text(pick, True))
    result["NotResource" if pick.random() < 0.15 else "Resource"] = resources
    for _ in range(pick.choice([0, 0, 1, 2])):
        operator, key, values = condition(pick)
        result.setdefault("Condition", {}).setdefault(operator, {})[key] = values
    return result


def policy(pick):
    return {"Version": "2012-10-17", "Statement": [statement(pick) for _ in range(pick.randint(1, 3))]}


def changed(pick, old):
    new = json.loads(json.dumps(old))
    if pick.random() < 0.3:
        pick.shuffle(new["Statement"])
    if pick.random() < 0.8:
        new["Statement"][pick.randrange(len(new["Statement"]))] = statement(pick)
    return new


def regex(glob):
    parts = []
    for sign in glob:
        parts.append({"*": "re.all", "?": "re.allchar"}.get(sign) or f'(str.to_re "{sign}")')
    return parts[0] if len(parts) == 1 else "(re.++ " + " ".join(parts) + ")"


def any_of(terms):
    return terms[0] if len(terms) == 1 else "(or " + " ".join(terms) + ")"


def element(policy_statement, name, variable):
    negated = "Not" + name in policy_statement
    globs = policy_statement["Not" + name if negated else name]
    term = any_of([f"(str.in_re {variable} {regex(glob.lower() if name == 'Action' else glob)})" for glob in globs])
    return f"(not {term})" if negated else term


def condition_term(operator, key, values):
    variable, present = f"v{KEYS[key]}", f"p{KEYS[key]}"
    if operator == "Null":
        return f"(not {present})" if values == ["true"] else present
    base = operator.removesuffix("IfExists")
    term = any_of([f"(str.in_re {variable} {regex(value)})" if "Like" in base else f'(= {variable} "{value}")' for value in values])
    if "Not" in base:
        return f"(or (not {present}) (not {term}))"
    return f"(or (not {present}) {term})" if operator != base else f"(and {present} {term})"


def statement_term(one):
    terms = [element(one, "Action", "a"), element(one, "Resource", "r")]
    for operator, keys in one.get("Condition", {}).items():
        terms += [condition_term(operator, key, values) for key, values in keys.items()]
    return "(and " + " ".join(terms) + ")"


def allowed(document):
    terms = {"Allow": ["false"], "Deny": ["false"]}
    for one in document["Statement"]:
        terms[one["Effect"]].append(statement_term(one))
    return f"(and {any_of(terms['Allow'])} (not {any_of(terms['Deny'])}))"


class Solver:
    def __init__(self):
        command = [os.environ.get("CVC5", "cvc5"), "--incremental", "--lang=smt2", "--tlimit-per=20000", "-q"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.write("(set-logic QF_S)\n(declare-const a String)\n(declare-const r String)\n")
        for short in KEYS.values():
            self.write(f"(declare-const v{short} String)\n(declare-const p{short} Bool)\n")
        # An action is SERVICE:NAME, a resource an ARN.
        self.write('(assert (str.in_re a (re.++ re.all (str.to_re ":") re.all)))\n')

    def write(self, text):
        self.process.stdin.write(text)

    def differs(self, old, new):
        self.write(f"(push 1)\n(assert {allowed(new)})\n(assert (not {allowed(old)}))\n(check-sat)\n(pop 1)\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


def outcome(program, directory, old, new):
    names = []
    for name, document in (("old.json", old), ("new.json", new)):
        names.append(os.path.join(directory, name))
        with open(names[-1], "w", encoding="utf-8") as file:
            json.dump(document, file)
    return said(program, ["-type", "identity", *names])["outcome"]


def said(program, arguments):
    command = [program, "check", "no-new-access", "-json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def resource(kind, name, before, after):
    change = {"actions": ["update"], "before": before, "after": after, "after_unknown": {}}
    return {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name, "change": change}


def outcomes(program, directory, pairs):
    """Many pairs in one run: a plan that changes the policy of a role each."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}})
    changes = []
    for number, (old, new) in enumerate(pairs):
        role = {"name": f"r{number}", "arn": f"arn:aws:iam::111122223333:role/r{number}", "path": "/", "assume_role_policy": trust}
        changes.append(resource("aws_iam_role", f"r{number}", role, role))
        sides = [{"name": "p", "role": f"r{number}", "policy": json.dumps(document)} for document in (old, new)]
        changes.append(resource("aws_iam_role_policy", f"r{number}", *sides))
    path = os.path.join(directory, "plan.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"format_version": "1.2", "resource_changes": changes}, file)
    results = ["holds"] * len(pairs)
    for violation in said(program, [path])["violations"]:
        number = int(violation["who"].removeprefix("role r"))
        if results[number] != "violated":
            results[number] = "violated" if violation["certain"] else "undecided"
    return results


def main():
    program, pairs = sys.argv[1], int(sys.argv[2])
    pick = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    solver = Solver()
    counts = {}
    with tempfile.TemporaryDirectory() as directory:
        for begin in range(0, pairs, BATCH):
            batch = []
            for _ in range(min(BATCH, pairs - begin)):
                old = policy(pick)
                batch.append((old, changed(pick, old)))
            results = outcomes(program, directory, batch)
            if outcome(program, directory, *batch[0]) != results[0]:
                print(f"alone it is another answer than in a plan:\n{json.dumps(batch[0])}")
                return 1
            for (old, new), one in zip(batch, results):
                proved = solver.differs(old, new)
                counts[(one, proved)] = counts.get((one, proved), 0) + 1
                if (one, proved) in (("violated", "unsat"), ("holds", "sat")):
                    print(f"{one}, but {proved}:\n{json.dumps(old)}\n{json.dumps(new)}")
                    return 1
    print(counts)
    # A judge that never decides, or a program that never does, would agree with everything.
    decided = counts.get(("violated", "sat"), 0), counts.get(("holds", "unsat"), 0)
    return 0 if min(decided) > pairs // 10 and sum(decided) > pairs * 0.95 else 1


if __name__ == "__main__":
    sys.exit(main())
