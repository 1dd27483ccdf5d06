#!/usr/bin/env bash
# What hostile and odd clients send, byte by byte: hostile_http.py. Nothing of it may cost memory, shut others out, be
# stored, or pass for what it is not.
source "$(dirname "$0")/../support/plane.sh"
here=$(cd "$(dirname "$0")" && pwd)
start_plane data --account-id 054000737513 --region eu-central-1 --host plane.test --max-connections 300 --regions eu-west-1
run 0 /usr/bin/python3 "$here/hostile_http.py" "$AWS_ENDPOINT_URL" "$work/data/credentials" "$plane_pid"
cat "$work/out"

# TLS: only key exchanges that are forgotten, no renegotiation, no old versions.
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
start_plane tls --account-id 054000737513 --tls-cert "$work/cert.pem" --tls-key "$work/key.pem"
port=${AWS_ENDPOINT_URL##*:}
handshake() { # OUTCOME FLAGS…
  local wanted=$1 got=fails
  shift
  openssl s_client -connect "127.0.0.1:$port" "$@" </dev/null >"$work/out" 2>"$work/err" && got=works
  [ $got = "$wanted" ] || fail "a handshake with $* $got"
}
handshake works -tls1_3
handshake works -tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256
handshake works -tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305
handshake fails -tls1_2 -cipher AES256-GCM-SHA384 # RSA key exchange
handshake fails -tls1_2 -cipher ECDHE-RSA-AES128-SHA256 # no AEAD
handshake fails -tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256
handshake fails -tls1_1 -cipher ALL:@SECLEVEL=0
# "R" asks for a renegotiation: the connection ends instead of another handshake.
(sleep 0.3; echo R; sleep 0.5; printf 'GET /healthz HTTP/1.0\r\n\r\n'; sleep 0.3) |
  openssl s_client -connect "127.0.0.1:$port" -tls1_2 >"$work/out" 2>"$work/err" || true
tr '\n' ' ' <"$work/out" | grep -qv 'HTTP/1.1 200' || fail "renegotiated"
grep -q 'no renegotiation\|RENEGOTIATING' "$work/out" "$work/err" || fail "the renegotiation was not refused"
echo "TLS: good"
