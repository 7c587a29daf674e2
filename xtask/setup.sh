#!/usr/bin/env bash
# Installs what is missing, and only that: `setup.sh build` for building and serving the site, `setup.sh test` for
# the browser and the differential tests too. Says what it does; run again, it says little and is quick.
set -euo pipefail
cd "$(dirname "$0")/.."

goal=${1:-build}
say() { printf '==> %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# --- Rust, in the version of rust-toolchain.toml, with the browser's target
have cargo || fail "cargo is missing: install Rust from https://rustup.rs, then run this again"
if have rustup; then
  if ! rustc --version >/dev/null 2>&1; then
    say "installing the Rust toolchain of rust-toolchain.toml"
    rustup toolchain install --profile minimal
  fi
  if ! rustup target list --installed | grep -qx wasm32-unknown-unknown; then
    say "adding the Rust target wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown
  fi
  for component in rustfmt clippy; do
    if ! rustup component list --installed | grep -q "^$component"; then
      say "adding the Rust component $component"
      rustup component add "$component"
    fi
  done
elif [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
  fail "this Rust has no wasm32-unknown-unknown target and there is no rustup to add it"
fi

# --- Programs of the system
missing=()
need() { missing+=("$1"); }

# zstd and lz4 are C: they want a clang that knows wasm, and an archiver that knows its objects.
compiler=${CC_wasm32_unknown_unknown:-clang}
if ! printf 'int x;' | "$compiler" --target=wasm32-unknown-unknown -c -x c - -o /dev/null 2>/dev/null; then
  need clang
fi
have llvm-ar || [ -n "${AR_wasm32_unknown_unknown:-}" ] || need llvm
have cc || need gcc
if [ "$goal" = test ]; then
  if [ -z "${CHROMIUM:-}" ]; then have chromium || need chromium; fi
  if [ -z "${CHROMEDRIVER:-}" ]; then have chromedriver || need chromium-driver; fi
  if have fc-list; then
    [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ] || need fonts-noto-cjk
  else
    need fonts-noto-cjk
  fi
  have python3 || need python3
  # A server that the tests start themselves; the package's own stays as it is.
  if ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && ! have postgres; then need postgresql; fi
  # For Spark. macOS has a program of that name that only says where to get one.
  java -version >/dev/null 2>&1 || need default-jre-headless
fi

if [ ${#missing[@]} -gt 0 ]; then
  if have apt-get; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
      have sudo || fail "run as root: apt-get install ${missing[*]}"
      as_root=(sudo)
    fi
    say "installing from the system's packages: ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
  else
    fail "please install: ${missing[*]}
  macOS: brew install llvm; export CC_wasm32_unknown_unknown=\$(brew --prefix llvm)/bin/clang \\
         AR_wasm32_unknown_unknown=\$(brew --prefix llvm)/bin/llvm-ar   (Apple's clang has no wasm)
         brew install postgresql openjdk; brew install --cask chromium chromedriver
  Fedora: dnf install clang llvm gcc chromium chromedriver google-noto-sans-cjk-fonts python3 postgresql-server java-21-openjdk-headless"
  fi
fi

# --- Databases and openpyxl for Python: other opinions on numbers and on workbooks
python=.cache/venv/bin/python3
opinions=('duckdb>=1.4,<3' 'openpyxl>=3.1,<4' 'psycopg[binary]==3.3.9' 'chdb==4.4.0' 'sqlglot==30.30.0')
imports='import duckdb, openpyxl, psycopg, chdb, sqlglot'
install() {
  if [ -d .cache/py ]; then
    python3 -m pip install --quiet --disable-pip-version-check --upgrade --target .cache/py "$@"
  else
    "$python" -m pip install --quiet --disable-pip-version-check "$@"
  fi
}
if [ "$goal" = test ] && ! "$python" -c "$imports" 2>/dev/null; then
  say "installing DuckDB, ClickHouse (chDB), a client of PostgreSQL, sqlglot and openpyxl for Python into .cache/venv"
  if ! "$python" -c 'import pip' 2>/dev/null && [ ! -d .cache/py ]; then
    rm -rf .cache/venv
    if ! python3 -m venv .cache/venv 2>/dev/null; then
      # Debian keeps venv in a package of its own; a folder on Python's path does as well.
      mkdir -p .cache/py .cache/venv/bin
      rm -f "$python"
      printf '#!/bin/sh\nPYTHONPATH="%s" exec python3 "$@"\n' "$PWD/.cache/py" >"$python"
      chmod +x "$python"
    fi
  fi
  install "${opinions[@]}"
  "$python" -c "$imports" || fail "the databases for Python were installed but do not load"
fi
# Half a gigabyte to fetch: where that fails, the other databases still have their say.
if [ "$goal" = test ] && ! "$python" -c 'import pyspark' 2>/dev/null; then
  say "installing Spark for Python into .cache/venv"
  install 'pyspark==4.3.0' || say "Spark cannot be installed here: its test is skipped"
fi

say "ready for: $goal"
