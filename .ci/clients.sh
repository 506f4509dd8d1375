#!/usr/bin/env bash
# Runs the kit of real PostgreSQL clients against a server on the demo's data, and compares
# with the cases that are known to pass (.ci/clients-passing.txt, which only grows).
set -euo pipefail
cohort=$1
kit=$2
here=$(cd "$(dirname "$0")" && pwd)
if ! [ -s "$here/clients-passing.txt" ] && [ "${COHORT_KEEP_PASSING:-}" != 1 ]; then
  echo "no case is kept as passing, so none could fail; COHORT_KEEP_PASSING=1 keeps those that pass" >&2
  exit 1
fi
work=$(mktemp -d)
server=
stop() { [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; rm -rf "$work"; }
trap stop EXIT

export COHORT_STORE=$work/store
"$cohort" synth --datasets cin --out "$work/files" --las 1 --pupils 20000 --years 2023-2024 --seed 7 --faults 0 >/dev/null
"$cohort" import "$work/files" >/dev/null
"$cohort" publish >/dev/null
echo kit-password | "$cohort" user add kit --admin --password-stdin >/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
"$cohort" serve --listen 127.0.0.1:0 --tls-cert "$work/cert.pem" --tls-key "$work/key.pem" >"$work/serve.log" 2>&1 &
server=$!
port=
for _ in $(seq 100); do
  port=$(grep -om1 '127\.0\.0\.1:[0-9]*' "$work/serve.log" | cut -d: -f2 || true)
  [ -n "$port" ] && break
  sleep 0.1
done
[ -n "$port" ] || { cat "$work/serve.log" >&2; exit 1; }

COHORT_TABLE=cin.referral timeout 1500 bash "$kit" --host 127.0.0.1 --port "$port" --user kit --db live \
  --password kit-password >"$work/kit.log" 2>"$work/kit.err" || true
kill -0 "$server" || { echo "the server died during the kit" >&2; tail -20 "$work/serve.log" >&2; exit 1; }
tail -1 "$work/kit.log"
[ -s "$work/kit.log" ] || { tail -20 "$work/kit.err" >&2; exit 1; }
awk -F' [|] ' '$3 == "pass" { print $1 " | " $2 }' "$work/kit.log" | sort >"$work/passing.txt"
if [ "${COHORT_KEEP_PASSING:-}" = 1 ]; then
  sort -u "$work/passing.txt" "$here/clients-passing.txt" -o "$here/clients-passing.txt" 2>/dev/null ||
    cp "$work/passing.txt" "$here/clients-passing.txt"
fi
cp "$work/kit.log" "${COHORT_KIT_LOG:-/dev/null}"
lost=$(comm -13 "$work/passing.txt" <(sort "$here/clients-passing.txt"))
if [ -n "$lost" ]; then
  echo "cases that passed before and fail now:" >&2
  while IFS= read -r case; do grep -F "$case | " "$work/kit.log" >&2 || echo "$case | not run" >&2; done <<<"$lost"
  exit 1
fi
echo "$(wc -l <"$here/clients-passing.txt") kept cases pass"
