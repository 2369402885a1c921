#!/usr/bin/env bash
# Fuzzes every target for a while, or those that are named: qa/fuzz/run.sh [target…]
#
# FUZZ_SECONDS is the time for each (default 60). New inputs stay in the target folder; a crash is left there, too, and
# named. FUZZ_MERGE=1 writes the smallest set of inputs with the same coverage back to qa/fuzz/corpus instead.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${FUZZ_SECONDS:-60}
host=$(rustc -vV | sed -n 's/^host: //p')
build=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
fuzz=$build/$host/release/fuzz

# Flags from outside would replace those of coverage.toml.
env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS \
  cargo build --locked --quiet --release --config qa/fuzz/coverage.toml --target "$host" --target-dir "$build" \
  -p geai-fuzz --features libfuzzer --bin fuzz

targets=("$@")
if [[ ${#targets[@]} -eq 0 ]]; then
  for folder in qa/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done
fi

# The program is C++ at its start: nobody else tells the system that a peer may hang up.
trap '' PIPE
# The trust store of the machine is of no use here, and slow to read for every input.
mkdir -p "$build/tmp"
export TMPDIR=$build/tmp SSL_CERT_FILE=/dev/null SSL_CERT_DIR=$build/tmp

failed=()
for target in "${targets[@]}"; do
  found=$build/found/$target crashes=$build/crashes/$target committed=qa/fuzz/corpus/$target
  mkdir -p "$found" "$crashes" "$committed"
  # Longest input, as the target declares it.
  longest=$(sed -n "s/.*name: \"$target\", max_len: \([0-9_]*\).*/\1/p" qa/fuzz/src/lib.rs | tr -d _)
  [[ -n $longest ]] || { echo "no target is called $target" >&2; exit 1; }
  limits=(-max_len="$longest" -rss_limit_mb=512 -timeout=20 -artifact_prefix="$crashes/" -print_final_stats=1)
  if [[ -n ${FUZZ_MERGE:-} ]]; then
    smaller=$(mktemp -d)
    FUZZ_TARGET=$target "$fuzz" "${limits[@]}" -merge=1 "$smaller" "$committed" "$found" 2> "$build/$target.log"
    rm -rf "$committed"
    mv "$smaller" "$committed"
    chmod 755 "$committed"
    echo "$target: $(find "$committed" -type f | wc -l) inputs, $(du -sb "$committed" | cut -f1) bytes"
    continue
  fi
  if FUZZ_TARGET=$target "$fuzz" "${limits[@]}" -max_total_time="$seconds" -reload=0 "$found" "$committed" 2> "$build/$target.log"; then
    grep -q "inline 8-bit counters" "$build/$target.log" || { echo "$target: built without coverage" >&2; exit 1; }
    awk -v target="$target" '/stat::number_of_executed_units/ { runs = $2 } /stat::peak_rss_mb/ { rss = $2 } / cov: / { for (i = 1; i < NF; i++) if ($i == "cov:") cov = $(i + 1) }
      END { printf "%s: %d runs, %d edges, %d MB, no crash\n", target, runs, cov, rss }' "$build/$target.log"
  else
    failed+=("$target")
    grep -E "panicked|SUMMARY|Test unit written|^[a-z].*assert" -A1 "$build/$target.log" | head -20 >&2 || true
    echo "$target: FAILED, see $build/$target.log" >&2
  fi
done
[[ ${#failed[@]} -eq 0 ]]
