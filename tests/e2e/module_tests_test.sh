#!/usr/bin/env bash
# `rolecall test`: runs, assertions, mocks and what is left, as text, JSON and JUnit's XML; Ctrl-C in the middle.
source "$(dirname "$0")/../support/plane.sh"
tool() { "$ROLECALL" "$@"; }
mkdir -p "$work/dir/tests" "$work/dir/setup"
cd "$work/dir"
cat >main.tf <<'TF'
variable "name" {
  validation {
    condition     = length(var.name) < 20
    error_message = "Too long."
  }
}

resource "aws_iam_role" "app" {
  name               = var.name
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}

output "arn" {
  value = aws_iam_role.app.arn
}
TF
cat >setup/main.tf <<'TF'
resource "terraform_data" "name" {
  input = "from-setup"
}

output "name" {
  value = terraform_data.name.output
}
TF
cat >mocked.tftest.hcl <<'TF'
mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = {
      arn = "arn:aws:iam::123456789012:role/mocked"
    }
  }
}

variables {
  name = "mocked"
}

run "plan" {
  command = plan

  assert {
    condition     = output.arn == "arn:aws:iam::123456789012:role/mocked"
    error_message = "not mocked"
  }
}

run "too_long" {
  command = plan

  variables {
    name = "this-is-much-too-long-a-name"
  }

  expect_failures = [var.name]
}
TF
cat >tests/real.tofutest.hcl <<'TF'
run "setup" {
  module {
    source = "./setup"
  }
}

run "made" {
  variables {
    name = run.setup.name
  }

  assert {
    condition     = endswith(output.arn, ":role/from-setup")
    error_message = "the role is ${output.arn}"
  }

  assert {
    condition     = aws_iam_role.app.name == "other"
    error_message = "the role is ${aws_iam_role.app.name}"
  }
}
TF
run 0 tool init
run 0 tool validate
# No plane and no credentials: mocks ask nobody.
run 0 tool test -no-color -filter=mocked.tftest.hcl -junit-xml=results.xml
out_is 'mocked.tftest.hcl... pass
  run "plan"... pass
  run "too_long"... pass

Success! 2 passed, 0 failed.'
grep -q '<testsuite name="mocked.tftest.hcl" tests="2" skipped="0" failures="0" errors="0">' results.xml || fail "no results"

start_plane plane
run 1 tool test -no-color -filter=tests/real.tofutest.hcl -junit-xml=results.xml
out_is 'tests/real.tofutest.hcl... fail
  run "setup"... pass
  run "made"... fail

Failure! 1 passed, 1 failed.'
err_has 'Error: Test assertion failed'
err_has 'aws_iam_role.app.name is "from-setup"'
err_has 'the role is from-setup'
grep -q '<failure message="1 of 2 assertions failed: the role is from-setup">' results.xml || fail "no failure: $(cat results.xml)"
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse("results.xml")' || fail "no XML"
[ -z "$("$aws" iam list-roles --query 'Roles[].RoleName' --output text)" ] || fail "a role is left behind"
[ ! -e terraform.tfstate ] || fail "a test wrote the directory's state"

run 1 tool test -json
out_has '"type":"test_abstract"'
out_has '"test_run":{"path":"tests/real.tofutest.hcl","run":"made","status":"fail"}'
out_has '"test_summary":{"status":"fail","passed":3,"failed":1,"errored":0,"skipped":0}'
run 0 tool test -filter=nothing.tftest.hcl
out_tells 'No tests were found'

# Verbose, and an error that skips the rest.
cat >tests/real.tofutest.hcl <<'TF'
run "wrong" {
  command = plan

  assert {
    condition     = output.nowhere == 1
    error_message = "x"
  }
}

run "skipped" {
}
TF
run 1 tool test -no-color -verbose -var name=n
out_has '+ resource "aws_iam_role" "app" {'
out_has '  run "wrong"... fail'
out_has '  run "skipped"... skip'
out_has 'Failure! 2 passed, 1 failed, 1 skipped.'

# An interrupt: what was made is destroyed, and the other runs are skipped.
cat >main.tf <<'TF'
resource "terraform_data" "slow" {
  provisioner "local-exec" {
    command = "touch begun; sleep 3"
  }
}

resource "aws_iam_role" "app" {
  name               = "slow"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
TF
rm -r mocked.tftest.hcl
cat >tests/real.tofutest.hcl <<'TF'
run "slow" {
}

run "never" {
}
TF
"$ROLECALL" test -no-color >"$work/out" 2>"$work/err" </dev/null &
pid=$!
for _ in $(seq 1 600); do [ -e begun ] && break || sleep 0.1; done
kill -INT "$pid"
code=0
wait "$pid" || code=$?
out_has '  run "slow"... pass'
out_has '  run "never"... skip'
[ "$code" = 0 ] || fail "exit code $code after an interrupt that nothing failed by"
[ -z "$("$aws" iam list-roles --query 'Roles[].RoleName' --output text)" ] || fail "a role is left behind by an interrupt"

# Two of them: it is said what is left.
rm begun
sed -i 's/sleep 3/sleep 30/' main.tf
"$ROLECALL" test -no-color >"$work/out" 2>"$work/err" </dev/null &
pid=$!
for _ in $(seq 1 600); do [ -e begun ] && break || sleep 0.1; done
sleep 1
kill -INT "$pid"
sleep 1
kill -INT "$pid"
code=0
wait "$pid" || code=$?
[ "$code" = 1 ] || fail "exit code $code instead of 1 after two interrupts"
err_has 'may not have performed the expected cleanup operations'
err_has '- aws_iam_role.app'
err_has 'Writing state to file: errored_test.tfstate'
grep -q '"name": "slow"' errored_test.tfstate || fail "what is left is not saved"

echo "module tests: ok"
