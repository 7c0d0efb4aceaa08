#!/usr/bin/env bash
# The package behind a dispatcher that is not ours: a win-x64 build, loaded by secur32 of Wine, called by a Windows program.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive
native=core/Sealing.Native
out=artifacts/publish/Sealing.Native/release_win-x64
work=$(mktemp -d)
# A prefix of its own; nobody's Wine settings are touched. .NET is ours: Wine need not offer to download one.
export WINEPREFIX=$work/prefix WINEDEBUG=-all WINEDLLOVERRIDES=mshtml=
source .ci/counting.sh

finish() {
  if [ -d "$WINEPREFIX" ]; then wineserver -k || true; fi
  rm -rf "$work"
}
trap finish EXIT
quiet() { wine "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log"; return 1; }; }
exports() { x86_64-w64-mingw32-objdump -p "$1" | sed -n '/Ordinal\/Name/,/^$/s/.*\] //p' | tail -n +2 | tr '\n' ' '; }

if missing x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64; then skip "mingw is not here: the Windows build"; summary; exit; fi
if missing wine wine wine64; then skip "Wine is not here: the package behind secur32"; summary; exit; fi
if ! dotnet publish $native -c Release -r win-x64 -v q; then bad "dotnet publish for win-x64"; summary; exit; fi
good "dotnet publish for win-x64"
try "the front exports its entry points and nothing else" \
  [ "$(exports $out/perflab_ssp.dll)" = "PerfLabSspAllocatedBytes PerfLabSspVersion SpLsaModeInitialize SpUserModeInitialize " ]
x86_64-w64-mingw32-gcc -std=c11 -O2 -Wall -Wextra -Werror -I$native/include $native/checks/dispatch.c $native/checks/check.c \
  -lsecur32 -o "$work/dispatch.exe"

if ! quiet wineboot -i; then bad "Wine makes a prefix"; summary; exit; fi
# Wine's secur32 loads a package for each subkey here, by the key's name, which it looks for in the working folder too.
try "the package is registered" quiet reg add 'HKLM\System\CurrentControlSet\Control\Lsa\perflab_ssp.dll' /f
counted "behind secur32" timeout 120 env -C $out wine "$work/dispatch.exe"
summary
