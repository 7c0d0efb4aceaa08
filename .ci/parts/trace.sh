#!/usr/bin/env bash
# Traces at scale and in a browser: a million events analysed within 10 s and 1 GB, a flame graph rendered offline.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DEBIAN_FRONTEND=noninteractive
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0
good() { echo "ok      $1"; passed=$((passed + 1)); }
bad() { echo "FAILED  $1"; failed=$((failed + 1)); }
skip() { echo "skipped $1"; skipped=$((skipped + 1)); }

dotnet build bench/Lab -c Release -v q >"$work/build" 2>&1 || { tail -n 20 "$work/build"; exit 1; }
perflab() { dotnet artifacts/bin/Lab/release/perflab.dll "$@"; }

cat >"$work/million.json" <<'J'
{ "name": "million", "about": "A million message events.", "cases": ["*"], "peers": [], "launches": 1,
  "warmupIterations": 1, "iterations": 4, "iterationMilliseconds": 500, "caseSeconds": 240 }
J
perflab trace --filter aead/aes-256-gcm/seal/none/64B --profile "$work/million.json" --messages 1000000 --output "$work/traces"
start=$(date +%s%N)
if DOTNET_GCHeapHardLimit=0x40000000 perflab analyze "$work/traces" --format json --html "$work/flame.html" >"$work/analysis.json"; then
  milliseconds=$((($(date +%s%N) - start) / 1000000))
  events=$(grep -A1 '"event": "MessageSealed"' "$work/analysis.json" | grep -o '[0-9]*' | tail -n 1)
  echo "$events message events analysed in $milliseconds ms, heap held to 1 GB"
  if [ "$events" -ge 1000000 ]; then good "a million events are in the trace"; else bad "only $events events are in the trace"; fi
  if [ "$milliseconds" -lt 10000 ]; then good "analysed in under 10 s"; else bad "analysis took $milliseconds ms"; fi
else
  bad "analysis within 1 GB"
fi

if [ "$(id -u)" = 0 ] && ! command -v chromium >/dev/null; then apt-get update -qq && apt-get install -y -qq chromium >/dev/null || true; fi
if command -v chromium >/dev/null; then
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --dump-dom "file://$work/flame.html" >"$work/dom" 2>/dev/null || true
  if grep -q '<rect x="0" y="18"' "$work/dom"; then good "the flame graph renders offline"; else bad "the flame graph did not render"; fi
else
  skip "flame graph in a browser: no chromium"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
