#!/usr/bin/env bash
# Shows what `perflab ab` is worth on this machine: how often it sees a small slowdown that is there, and how often one
# that is not. The README's figures of "Comparing two versions" come from it. About 70 minutes; run nothing else meanwhile.
#
#   bench/validate-ab.sh OUT [COMPARISONS]     default 100 of each planted slowdown, and twice as many of a build with its like
#
# In a clone, so many dependent multiply-adds are planted before a message is sealed: SLOW_1KIB and SLOW_64B of them, chosen
# so that the median effect, which is printed, is about 1 % at 1 KiB and at most 3 % at 64 B. The allocation is one object a message.
# OUT/comparisons.tsv has a line for each comparison: what was planted, case, verdict, effect (ln), measured seconds.
set -euo pipefail

out=$(mkdir -p "${1:?usage: bench/validate-ab.sh OUT [COMPARISONS]}" && cd "$1" && pwd)
comparisons=${2:-100}
slow_1kib=${SLOW_1KIB:-6} slow_64b=${SLOW_64B:-4}
repository=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
place='Protect(cipher, token, ref buffers, qop.Encrypts);'
file=core/Sealing/Packages/Aead/AeadContext.cs
table=$out/comparisons.tsv

plant() { # plant BRANCH CODE
  git -C "$work/clone" checkout -q -B "$1" base
  sed -i "s|^ *$place|$2\n&|" "$work/clone/$file"
  git -C "$work/clone" diff --quiet && { echo "validate-ab: '$file' has no line '$place' to plant before" >&2; exit 2; }
  git -C "$work/clone" -c user.name=validate -c user.email=validate@localhost commit -qam "$1"
  git -C "$work/clone" checkout -q base
}

slowdown() { # slowdown STEPS
  echo "ulong w = token.Counter; for (int i = 0; i < $1; i++) { w = w * 0x9E3779B97F4A7C15 + 1; } if (w == 1) { return NtStatus.InternalError; }"
}

field() { grep -om1 "\"$1\": *[^,]*" "$2" | sed 's/^[^:]*: *//; s/"//g'; }

perflab() { (cd "$work/clone" && dotnet "$work/lab/perflab.dll" "$@"); }

compare() { # compare BRANCH CASE TIMES
  for ((i = 1; i <= $3; i++)); do
    perflab ab --base base --candidate "$1" --filter "$2" --format json >"$work/ab.json" 2>"$work/ab.log" || true
    grep -q '"verdict"' "$work/ab.json" || { cat "$work/ab.log" >&2; exit 1; }
    printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(field verdict "$work/ab.json")" "$(field estimate "$work/ab.json")" "$(field measuredSeconds "$work/ab.json")" >>"$table"
    printf '\r%s %s of %s ' "$1" "$i" "$3" >&2
  done
  cut -f 1,3 "$table" | grep "^$1\b" | sort | uniq -c
  echo "$1: median effect $(grep "^$1\b" "$table" | cut -f 4 | sort -g | sed -n "$((($3 + 1) / 2))p")"
}

same() { # same FILTER: every case of the filter, a build with its like
  perflab calibrate --ref base --filter "$1" --format json >"$work/same.json" 2>"$work/ab.log" || { cat "$work/ab.log" >&2; exit 1; }
  awk -F'"' '/"name"/ { name = $4 } /"falseAlarms"/ && name { sub(/^: */, "", $3); sub(/,.*/, "", $3); printf "same\t%s\t%s\t\t\n", name, $3 + 0 ? "false alarm" : "none"; name = "" }' "$work/same.json" >>"$table"
}

dotnet build -c Release "$repository/PerfLab.sln" >"$work/build.log" || { cat "$work/build.log" >&2; exit 1; }
cp -r "$repository/artifacts/bin/Lab/release" "$work/lab"
git clone -q "$repository" "$work/clone"
git -C "$work/clone" checkout -q -b base
plant slow-1KiB "$(slowdown "$slow_1kib")"
plant slow-64B "$(slowdown "$slow_64b")"
plant allocation 'GC.KeepAlive(new object());'
: >"$table"

compare slow-1KiB 'aead/aes-256-gcm/seal/none/1KiB' "$comparisons"
compare slow-64B 'aead/aes-256-gcm/seal/none/64B' "$comparisons"
compare allocation 'aead/aes-256-gcm/seal/none/64B' $((comparisons / 10 + 1))
filters=('*/seal/none/16B' '*/seal/none/1KiB' '*/seal/none/16KiB' '*/seal/none/256B' '*/seal/none/64B'
  '*/unseal/none/1KiB' '*/unseal/none/16KiB' '*/unseal/none/64B' '*/seal/none/4KiB' '*/unseal/none/16B')
for ((i = 0; $(grep -c ^same "$table" || true) < 2 * comparisons; i++)); do
  same "${filters[i % ${#filters[@]}]}"
done
echo "a build with its like: $(grep -c 'false alarm' "$table" || true) false alarms in $(grep -c ^same "$table")"
