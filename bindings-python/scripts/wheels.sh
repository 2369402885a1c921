#!/usr/bin/env bash
# Builds the source distribution, and from its contents the wheels, into TARGET/wheels.
#
#   bindings-python/scripts/wheels.sh BIN TARGET      BIN: where Python, maturin and, on Linux, Zig are; Node is on PATH
#
# TRIPLE in the environment is another platform of Linux to build for.
#
# On Linux Zig links, against symbols of glibc 2.17, the oldest that Rust supports: the wheel runs on every
# distribution since then, whatever the machine that built it.
set -euo pipefail
cd "$(dirname "$0")/../.."

bin=$1
target=$2
out=$target/wheels
unpacked=$target/sdist
triple=${TRIPLE:-}
options=(--release --out "$out" ${triple:+--target "$triple"})
flags=
case $(uname -s)-$triple in
  Linux-*-musl)
    options+=(--zig --compatibility musllinux_1_2)
    # An extension module uses the C library of the interpreter that loads it.
    flags=$'\x1f-Ctarget-feature=-crt-static'
    ;;
  Linux-*) options+=(--zig --compatibility manylinux2014) ;;
esac

rm -rf "$out" "$unpacked.new"
export CARGO_TARGET_DIR=$target PATH="$bin:$PATH"
maturin sdist --out "$out"
node bindings-node/scripts/published.mjs > "$target/published.json"
"$bin/python" bindings-python/scripts/published.py "$out"/*.tar.gz "$target/published.json"

# A file that is the same keeps its date, and any other is as of now: by the dates in the archive Cargo would take what
# it built before for fresh, and with new dates everywhere nothing.
mkdir -p "$unpacked" "$unpacked.new"
tar -xzmf "$out"/*.tar.gz -C "$unpacked.new" --strip-components=1
(cd "$unpacked" && find . -type f) | while read -r file; do
  [[ -e $unpacked.new/$file ]] || rm "$unpacked/$file"
done
(cd "$unpacked.new" && find . -type f) | while read -r file; do
  if ! cmp -s "$unpacked.new/$file" "$unpacked/$file"; then
    mkdir -p "$(dirname "$unpacked/$file")"
    mv "$unpacked.new/$file" "$unpacked/$file"
  fi
done
rm -r "$unpacked.new"
cd "$unpacked"

# The wheel holds its cryptography; it does not link a library that this machine may have.
export AWS_LC_SYS_USE_SYSTEM=0

# No directory of this machine in the messages of panics.
printf -v CARGO_ENCODED_RUSTFLAGS '%s\x1f%s%s' \
  "--remap-path-prefix=$unpacked=geai-client" "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=cargo" "$flags"
export CARGO_ENCODED_RUSTFLAGS

# Not --locked: the lock file names the crates of the whole workspace, and here are those of the wheel.
maturin build "${options[@]}" --interpreter "$bin/python"

threaded=$(compgen -c | grep -xE 'python3\.[0-9]+t' | sort -uV | tail -n 1 || true)
if [[ -n $threaded ]] && "$threaded" -c 'import sysconfig; raise SystemExit(not sysconfig.get_config_var("Py_GIL_DISABLED"))'; then
  maturin build "${options[@]}" --interpreter "$threaded"
else
  echo "No wheel for free-threaded Python: there is no such interpreter (python3.14t) on this machine."
fi

ls -l "$out"
for wheel in "$out"/*.whl; do
  "$bin/python" -m zipfile --list "$wheel" | grep -E '^File Name|/_native\.[^ ]*(so|pyd) '
done
