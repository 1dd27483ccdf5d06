#!/usr/bin/env bash
# docs/errors: what the plane is said to say stands in its sources, commands and flags on the pages are there, codes of
# explain lead somewhere, and errors that really come are found with their page.
source "$(dirname "$0")/../support/plane.sh"
tree=$(cd "$(dirname "$0")/../.." && pwd)

python3 - "$tree" "$ROLECALL" <<'END' || fail "pages"
import functools, pathlib, re, shlex, subprocess, sys
tree, program = pathlib.Path(sys.argv[1]), sys.argv[2]
wrong = []

# String literals that stand one behind the other are one.
code = {path: re.sub(r'"\s*\n\s*"', "", path.read_text()) for path in (tree / "src").rglob("*.cc")}
literals = "\n".join(code.values()).replace('\\"', '"')
explain = "\n".join(text for path, text in code.items() if "access/explain" in str(path))

@functools.cache
def help_of(command):
    run = subprocess.run([program, *command.split(), "-help"], capture_output=True, text=True)
    return run.stdout if run.returncode == 0 and run.stdout.startswith(f"Usage: rolecall {command} ") else ""

def command_of(words):
    for count in (2, 1):
        name = " ".join(words[:count])
        if len(words) >= count and re.fullmatch(r"[a-z -]+", name) and help_of(name):
            return name, words[count:]
    return None, words

def check_command(page, line):
    words = shlex.split(line)[1:]
    name, rest = command_of(words)
    if name is None:
        wrong.append(f"{page}: there is no command for: {line}")
        return
    for word in rest:
        if word == "--":
            break
        flag = re.match(r"--?([a-z][a-z-]*)", word)
        if flag and not re.search(rf"^  -{flag[1]}[\s=\[]", help_of(name), re.M):
            wrong.append(f"{page}: {name} has no flag -{flag[1]}")

pages = sorted((tree / "docs/errors").glob("*.md"))
commands = texts = 0
for page in pages:
    text = page.read_text()
    head, body = text.split("\n---\n", 1)
    if "\nplane: true" in head:
        for quoted in re.findall(r'^  - "(.*)"$', head, re.M):
            for part in quoted.split("…"):
                # What a message is put together of: its parts between variables, and between two functions' words.
                pieces = [part] if part in literals else [p for p in re.split(r"(?<=:) |(?<= )because no |(?<= )allows the |(?<= )on resource|(?<=perform )(?=sts:)", part)]
                for piece in pieces:
                    if len(piece.strip()) > 3 and piece.strip() not in literals:
                        wrong.append(f"{page.name}: not in the sources: {piece!r}")
            texts += 1
    for prefix in (re.search(r"^causes: (.*)$", head, re.M) or [None, ""])[1].split():
        if f'"{prefix}' not in explain:
            wrong.append(f"{page.name}: explain has no code {prefix}")
    for block in re.findall(r"^```sh\n(.*?)^```$", body, re.M | re.S):
        for line in block.strip().split("\n"):
            check_command(page.name, line)
            commands += 1
    for target in re.findall(r"\]\(([^)]+)\)", body):
        if not (page.parent / target).exists():
            wrong.append(f"{page.name}: {target} is not there")
if len(pages) < 40 or commands < 50 or texts < 30:
    wrong.append(f"only {len(pages)} pages, {commands} commands, {texts} texts")
print("\n".join(wrong), file=sys.stderr)
sys.exit(1 if wrong else 0)
END

# What the plane really answers, as the AWS CLI prints it.
start_plane data --account-id 111122223333 --region eu-central-1
issuer=oidc.rolecall.internal
role=arn:aws:iam::111122223333:role/app
cat >"$work/trust.json" <<END
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
  "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/$issuer"},
  "Condition": {"StringEquals": {"$issuer:sub": "system:serviceaccount:shop:app"}}}]}
END
run 0 "$aws" iam create-role --role-name app --assume-role-policy-document "file://$work/trust.json"
# met PAGE: the last error leads there.
met() {
  local error
  error=$(cat "$work/err")
  run 0 "$ROLECALL" errors "$error"
  [ "$(head -n 1 "$work/out")" = "# $(sed -n 's/^title: "\(.*\)"$/\1/p' "$tree/docs/errors/$1.md")" ] || fail "$1 is not the page for: $error"
}
assume() { # TOKEN [FLAGS…]
  local token=$1
  shift
  run 254 "$aws" sts assume-role-with-web-identity --role-arn $role --role-session-name test --web-identity-token "$token" "$@"
}
mint() { "$ROLECALL" token mint "$@" 2>>"$work/mint.err"; }

assume not-a-token
met token-not-a-jwt
good=$(mint --service-account shop/app)
assume "$good"
met token-no-provider
run 0 "$aws" iam create-open-id-connect-provider --url https://$issuer --client-id-list sts.amazonaws.com
assume "$(mint --service-account shop/other)"
met not-authorized-web-identity
assume "$(mint --service-account shop/app --audience elsewhere)"
met token-audience
assume "$good" --duration-seconds 7200
met session-duration
run 254 "$aws" secretsmanager get-secret-value --secret-id none
met secret-not-found
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE run 254 "$aws" sts get-caller-identity
met security-token-invalid

# The product names the page.
run 1 env AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE "$ROLECALL" who-can sts:AssumeRole $role
err_has "rolecall errors security-token-invalid"
run 2 "$ROLECALL" explain --role $role --service-account shop/other --action s3:GetObject --resource arn:aws:s3:::b/k
out_has "More: rolecall errors not-authorized-web-identity"
run 0 "$ROLECALL" errors trust-oidc-no-sub
out_has "# trust-oidc-no-sub"
run 0 "$ROLECALL" errors issuer-key-missing
out_has "Found by \`rolecall doctor\`"
run 1 "$ROLECALL" errors "the sky is blue"
err_has "there is no page on this text"
run 0 "$ROLECALL" errors
[ "$(wc -l <"$work/out")" = "$(find "$tree/docs/errors" -name '*.md' | wc -l)" ] || fail "the list is not all pages"
echo "error pages: good"
