#!/usr/bin/env bash
# The shared library as C programs meet it: published, called from C, under valgrind, on lesser machines, on arm64.
#   native.sh [STORM_SECONDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
storm=${1:-10}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive
native=core/Sealing.Native
out=artifacts/publish/Sealing.Native/release_linux-x64
arm=artifacts/publish/Sealing.Native/release_linux-arm64
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source .ci/counting.sh

level() { # level NAME COMMAND...: runs with only one variant beside the front
  local folder=$work/$1
  mkdir -p "$folder"
  cp "$out/perflab_ssp.so" "$out/perflab_ssp.$1.so" "$folder"
  shift
  LD_LIBRARY_PATH=$folder "$@"
}
exceptions_hold() { # exceptions_hold LOG: no suppression of valgrind's log was used more often than its name tells
  sed -n 's/.*used_suppression: *\([0-9]*\) .*; \([0-9]*\) [a-z]* .*/\1 \2/p' "$1" |
    awk '{ if ($1 > $2) { print "used " $1 " times, told " $2; more = 1 } } END { exit more || NR == 0 }'
}
exports_are() { # exports_are FILE NAMES
  [ "$(nm -D --defined-only "$1" | awk '$2 ~ /[TDBR]/ {sub(/@.*/, "", $3); print $3}' | sort | tr '\n' ' ')" = "$2 " ]
}

if missing gcc gcc libc6-dev; then skip "gcc is not here"; summary; exit; fi
if ! dotnet publish $native -c Release -r linux-x64 -v q; then bad "dotnet publish for linux-x64"; summary; exit; fi
good "dotnet publish for linux-x64"
compile() { gcc -std=c11 -O2 -g -Wall -Wextra -Werror -I$native/include "$@"; }
compile $native/samples/seal.c $out/perflab_ssp.so -o "$work/seal"
compile -shared -fPIC $native/checks/count_malloc.c -o "$work/count_malloc.so"
export LD_LIBRARY_PATH=$out

try "the front exports its entry points and nothing else" \
  exports_are $out/perflab_ssp.so "PerfLabSspAllocatedBytes PerfLabSspVersion SpLsaModeInitialize SpUserModeInitialize"
try "a variant exports what the front calls, and .NET's debug header" \
  exports_are $out/perflab_ssp.v2.so "DotNetRuntimeDebugHeader PerfLabSspAllocatedBytes SpUserModeInitialize"
"$work/seal" "a message from C" | tee "$work/sample"
try "the sample gives back what it sealed" grep -q '^text *a message from C$' "$work/sample"
try "the header is C++ too" bash -c "echo '#include \"perflab_ssp.h\"' | gcc -xc++ -Wall -Wextra -Werror -fsyntax-only -I$native/include -"

if missing valgrind valgrind; then
  skip "valgrind is not here: memcheck and the check of secrets"
  printf '#define RUNNING_ON_VALGRIND 0\n#define VALGRIND_COUNT_ERRORS 0\n#define VALGRIND_MAKE_MEM_DEFINED(a, n) (void)(n)\n#define VALGRIND_MAKE_MEM_UNDEFINED(a, n) (void)(n)\n' >"$work/memcheck.h"
  mkdir -p "$work/valgrind" && mv "$work/memcheck.h" "$work/valgrind"
fi
compile -I"$work" -D_GNU_SOURCE $native/checks/main.c $native/checks/check.c $native/checks/contract.c $native/checks/allocations.c \
  $native/checks/storm.c $native/checks/secrets.c $out/perflab_ssp.so -pthread -ldl -o "$work/checks"

for name in v2 v3 v4; do
  case $name in
    v3) grep -qw avx2 /proc/cpuinfo || { skip "this machine has no AVX2"; continue; } ;;
    v4) grep -qw avx512vl /proc/cpuinfo || { skip "this machine has no AVX-512"; continue; } ;;
  esac
  counted "contract, $name" level $name "$work/checks" contract
done
counted "allocations" env LD_PRELOAD="$work/count_malloc.so" "$work/checks" allocations
counted "storm of $storm s" "$work/checks" storm "$storm"

memcheck() { valgrind -q --error-exitcode=99 --trace-children=no "$@"; }
if command -v valgrind >/dev/null; then
  try "the sample under memcheck: 0 errors" memcheck "$work/seal"
  counted "contract under memcheck: 0 errors" memcheck "$work/checks" contract
  counted "storm of 8 s under memcheck: 0 errors" memcheck --fair-sched=yes "$work/checks" storm 8
  for name in v2 v3; do
    counted "secrets, $name" level $name valgrind -v --log-file="$work/valgrind" --suppressions=$native/checks/secrets.supp \
      "$work/checks" secrets
    sed -n '/uninitialised/,+12p' "$work/valgrind" | head -n 100
    try "the excepted branches are as many as messages, $name" exceptions_hold "$work/valgrind"
    counted "a planted leak is seen, $name" level $name valgrind -q --suppressions=$native/checks/secrets.supp "$work/checks" leak
  done
fi

# Lesser machines: the front takes a variant that the machine runs, or says that there is none; it never ends the process.
if missing qemu-x86_64 qemu-user; then
  skip "qemu-user is not here: older machines and arm64"
else
  for machine in Haswell:v3 Westmere:v2 Nehalem:v2; do
    qemu-x86_64 -cpu ${machine%:*} "$work/seal" older >"$work/sample" 2>&1 || true
    try "a ${machine%:*} runs variant ${machine#*:}" grep -qE "^perflab_ssp [0-9.]+ ${machine#*:}$" "$work/sample"
    try "a ${machine%:*} gives back what it sealed" grep -q '^text *older$' "$work/sample"
  done
  qemu-x86_64 -cpu core2duo "$work/seal" older >"$work/sample" 2>&1 || true
  try "a Core 2 is told STATUS_NOT_SUPPORTED" grep -q 'SpUserModeInitialize answered 0xC00000BB' "$work/sample"

  if missing aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross; then
    skip "the arm64 cross compiler is not here"
  elif dotnet publish $native -c Release -r linux-arm64 -p:CrossCompiler=aarch64-linux-gnu-gcc -v q; then
    good "dotnet publish for linux-arm64"
    aarch64-linux-gnu-gcc -std=c11 -O2 -I$native/include $native/samples/seal.c $arm/perflab_ssp.so -o "$work/seal-arm64"
    qemu-aarch64 -L /usr/aarch64-linux-gnu -E LD_LIBRARY_PATH=$arm "$work/seal-arm64" "from arm64" | tee "$work/sample" || true
    try "the sample runs on arm64" grep -q '^text *from arm64$' "$work/sample"
  else
    bad "dotnet publish for linux-arm64"
  fi
fi
summary
