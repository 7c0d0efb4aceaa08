# Sourced by the parts: one line for each check, and the counts that the last line tells.
passed=0 failed=0 skipped=0

good() { echo "ok      $1"; passed=$((passed + 1)); }
bad() { echo "FAILED  $1"; failed=$((failed + 1)); }
skip() { echo "skipped $1"; skipped=$((skipped + 1)); }
try() { # try NAME COMMAND...
  local name=$1
  shift
  if "$@"; then good "$name"; else bad "$name"; fi
}
counted() { # counted NAME COMMAND...: the command's last line counts
  local name=$1 log numbers
  log=$(mktemp)
  shift
  if "$@" >"$log" 2>&1; then local status=0; else local status=$?; fi
  sed "s/^/  /" "$log"
  numbers=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped' "$log" | tail -n 1 | tr -cs '0-9\n' ' ')
  rm -f "$log"
  read -r p f s <<<"${numbers:-0 0 0}"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  if [ "$status" = 0 ] && [ "$p" != 0 ]; then good "$name"; else bad "$name (exit code $status)"; fi
}
summary() {
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ]
}
missing() { # missing COMMAND PACKAGE...: installs the packages if the command is not there; true when it stays away
  local command=$1
  shift
  command -v "$command" >/dev/null && return 1
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null 2>&1 || true
  fi
  ! command -v "$command" >/dev/null
}
