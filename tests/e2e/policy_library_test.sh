#!/usr/bin/env bash
# The library as somebody else's project uses it: installed into a prefix of its own, found, linked, run.
. "$(dirname "$0")/../support/plane.sh"
build=$(cd "$(dirname "$ROLECALL")" && pwd)
example=$(cd "$(dirname "$0")/../../examples/policy-library" && pwd)
run 0 cmake --install "$build" --prefix "$work/prefix"
[ "$(cd "$work/prefix/include" && find . -type f)" = ./rolecall/policy.h ] || fail "other headers than the public one are installed"
run 0 cmake -S "$example" -B "$work/example" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_BUILD_TYPE=Release
run 0 cmake --build "$work/example"
cat >"$work/policy.json" <<'JSON'
{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::bucket/*"}}
JSON
role=arn:aws:iam::111122223333:role/app
run 0 "$work/example/may" "$work/policy.json" $role s3:GetObject arn:aws:s3:::bucket/key
out_has allowed
run 2 "$work/example/may" "$work/policy.json" $role s3:PutObject arn:aws:s3:::bucket/key
out_has "User: $role is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::bucket/key because no identity-based policy allows the s3:PutObject action"
echo '{"Statement": 1}' >"$work/policy.json"
run 1 "$work/example/may" "$work/policy.json" $role s3:PutObject arn:aws:s3:::bucket/key
err_has 'policy.json:1:15: Syntax errors in policy.'
"$work/prefix/bin/rolecall" version >/dev/null
# The same without CMake, from a prefix that was moved.
mv "$work/prefix" "$work/moved"
flags=$(PKG_CONFIG_PATH=$(dirname "$(find "$work/moved" -name rolecall.pc)") pkg-config --cflags --libs --static rolecall)
# shellcheck disable=SC2086 # flags are words
run 0 c++ -std=c++17 "$example/main.cc" -o "$work/may" $flags
run 1 "$work/may" "$work/policy.json" $role s3:PutObject arn:aws:s3:::bucket/key
err_has 'policy.json:1:15: Syntax errors in policy.'
