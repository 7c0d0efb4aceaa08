#!/usr/bin/env bash
# The cipher and kernel tests on Arm64, under qemu's user emulation: a self-contained publish of the test project for
# linux-arm64, whose run asserts that it got the Arm64 tier. Skipped with a reason where qemu cannot be had.
set -uo pipefail
cd "$(dirname "$0")/../.."

skip() {
  echo "arm64: $1"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

[ "$(uname -m)" = x86_64 ] || skip "the emulation is for x86-64 hosts"
sysroot=/usr/aarch64-linux-gnu
if ! command -v qemu-aarch64 >/dev/null || [ ! -e $sysroot/lib/libstdc++.so.6 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq qemu-user libc6-arm64-cross libstdc++6-arm64-cross libgcc-s1-arm64-cross >/dev/null
  fi
  command -v qemu-aarch64 >/dev/null || skip "qemu-aarch64 is not installed (apt install qemu-user)"
  [ -e $sysroot/lib/libstdc++.so.6 ] || skip "$sysroot has no libstdc++ (apt install libstdc++6-arm64-cross)"
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
dotnet publish core/Sealing.Tests -r linux-arm64 --self-contained -o "$out" -v q || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

# The portable tier of AES-GCM is the platform library's, which has to be an Arm64 one; nothing is installed.
ssl() {
  local apt=(apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State::lists="$out/lists"
    -o Dir::State::status=/dev/null -o Dir::Cache="$out/cache" -o APT::Sandbox::User=root)
  mkdir -p "$out/lists/partial" "$out/cache/archives/partial" "$out/ssl"
  "${apt[@]}" update && (cd "$out/ssl" && "${apt[@]}" download libssl3 && dpkg -x libssl3_*.deb .)
}
ssl >/dev/null 2>&1 || skip "libssl3 for arm64 could not be had from apt"

# The emulation has little address space to give: a small fixed heap instead of a reservation of 256 GB, and code pages
# mapped once. Tiering off: its helper threads patch code that the emulation has already translated.
log=$out/log
timeout 170 qemu-aarch64 -L $sysroot \
  -E DOTNET_GCHeapHardLimit=0x20000000 -E DOTNET_gcServer=0 -E DOTNET_gcConcurrent=0 \
  -E DOTNET_EnableWriteXorExecute=0 -E DOTNET_TieredCompilation=0 -E DOTNET_TieredPGO=0 \
  -E LD_LIBRARY_PATH="$out/ssl/usr/lib/aarch64-linux-gnu" \
  -E PERFLAB_EXPECT_TIERS="Portable Arm64Aes" \
  "$out/PerfLab.Sealing.Tests" -noColor -parallel none "$@" \
  -class PerfLab.Sealing.Tests.Kernels.ExpectedTiersTests \
  -class PerfLab.Sealing.Tests.Ciphers.GuardPageTests \
  -class PerfLab.Sealing.Tests.Packages.Aead.AeadBatchTests \
  >"$log" 2>&1
status=$?
field() { sed -n "s/.*$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
total=$(field Total) errors=$(field Errors) fails=$(field Failed) skips=$(field Skipped)
if [ "$status" != 0 ] || [ "${total:-0}" = 0 ]; then tail -n 40 "$log"; echo "arm64: exit code $status"; fi
if [ -z "$total" ] || { [ "$status" != 0 ] && [ "$((fails + errors))" = 0 ]; }; then total=1 fails=1 errors=0 skips=0; fi
echo "$((total - fails - errors - skips)) passed, $((fails + errors)) failed, $skips skipped"
[ "$((fails + errors))" = 0 ]
