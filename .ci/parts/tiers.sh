#!/usr/bin/env bash
# The tests of ciphers, kernels and the packages on them with instructions switched off, one process a row, and each row
# asserts the tiers it got and unseals what the rows before it sealed.
# Only these switches exist on .NET 10; EnableVAES takes the wide carry-less products away, EnableAES both AES and them.
set -uo pipefail
cd "$(dirname "$0")/../.."

if [ "$(uname -m)" != x86_64 ]; then
  echo "tiers: the rows are for x86-64"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi

dotnet build core/Sealing.Tests -v q || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
tests=artifacts/bin/Sealing.Tests/debug/PerfLab.Sealing.Tests.dll
passed=0 failed=0 skipped=0

has() { grep -qw "$1" <(grep -m1 '^flags' /proc/cpuinfo); }

# What this processor has at all, in the order of the Tier enumeration.
machine=" Portable "
has aes && has pclmulqdq && machine+="X86Aes "
has aes && has vpclmulqdq && machine+="X86AesClmul256 "
has aes && has vpclmulqdq && has avx512bw && machine+="X86AesClmul512 "
has avx2 && machine+="X86Avx2 "
has avx512bw && has avx512vl && machine+="X86Avx512 "

# What the rows seal for each other.
export PERFLAB_TIER_EXCHANGE
PERFLAB_TIER_EXCHANGE=$(mktemp -d)
trap 'rm -rf "$PERFLAB_TIER_EXCHANGE"' EXIT

row() { # row "TIERS" [SWITCH=0...]
  local expected="" tier
  for tier in $1; do case $machine in *" $tier "*) expected+="${expected:+ }$tier" ;; esac; done
  shift
  local log
  log=$(mktemp)
  env PERFLAB_EXPECT_TIERS="$expected" "$@" dotnet "$tests" -noColor \
    -namespace PerfLab.Sealing.Tests.Ciphers -namespace PerfLab.Sealing.Tests.Kernels \
    -namespace PerfLab.Sealing.Tests.Packages.Aead -namespace PerfLab.Sealing.Tests.Packages.Kerberos >"$log" 2>&1
  local status=$? total errors fails skips
  total=$(sed -n 's/.*Total: *\([0-9]*\).*/\1/p' "$log" | tail -n 1)
  errors=$(sed -n 's/.*Errors: *\([0-9]*\).*/\1/p' "$log" | tail -n 1)
  fails=$(sed -n 's/.*Failed: *\([0-9]*\).*/\1/p' "$log" | tail -n 1)
  skips=$(sed -n 's/.*Skipped: *\([0-9]*\).*/\1/p' "$log" | tail -n 1)
  if [ "$status" != 0 ] || [ "${total:-0}" = 0 ]; then tail -n 40 "$log"; fi
  if [ -z "$total" ] || { [ "$status" != 0 ] && [ "$((fails + errors))" = 0 ]; }; then total=1 fails=1 errors=0 skips=0; fi
  printf '%-28s %-70s %s tests, %s failed, %s skipped\n' "${*:-nothing switched off}" "$expected" "$total" "$((fails + errors))" "$skips"
  passed=$((passed + total - fails - errors - skips)) failed=$((failed + fails + errors)) skipped=$((skipped + skips))
  rm -f "$log"
}

row "Portable X86Aes X86AesClmul256 X86AesClmul512 X86Avx2 X86Avx512"
row "Portable X86Aes X86Avx2 X86Avx512" DOTNET_EnableVAES=0
row "Portable X86Aes X86AesClmul256 X86Avx2" DOTNET_EnableAVX512=0
row "Portable X86Aes X86Avx2" DOTNET_EnableAVX512=0 DOTNET_EnableVAES=0
row "Portable X86Aes" DOTNET_EnableAVX2=0 DOTNET_EnableVAES=0
row "Portable X86Aes" DOTNET_EnableAVX=0
row "Portable X86Aes" DOTNET_EnableSSE42=0
row "Portable X86Avx2" DOTNET_EnableAES=0 DOTNET_EnableAVX512=0
row "Portable" DOTNET_EnableSSE42=0 DOTNET_EnableAES=0
row "Portable" DOTNET_EnableHWIntrinsic=0

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
