#Requires -Version 5.1
# Builds the lab and runs a verb of it; the exit code is the lab's own.
#   .\run-bench.ps1                                       the quick profile
#   .\run-bench.ps1 -Profile full -Filter 'aead/*' -Peers
#   .\run-bench.ps1 -Verb list -BenchArgs '--format', 'json'
# Without PowerShell on the machine: dotnet tool restore, then dotnet pwsh -NoProfile ./run-bench.ps1
param(
    [string]$Verb = 'run',
    [string]$Profile = '',
    [string]$Filter = '',
    [switch]$Peers,
    [string]$Output = '',
    [string[]]$BenchArgs = @()
)
Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

$labArgs = @($Verb)
if ($Profile) { $labArgs += @('--profile', $Profile) }
if ($Filter) { $labArgs += @('--filter', $Filter) }
if ($Peers) { $labArgs += '--peers' }
if ($Output) { $labArgs += @('--output', $Output) }
$labArgs += $BenchArgs

# Windows PowerShell turns lines of a program's standard error into errors; they are not.
$ErrorActionPreference = 'Continue'
$project = Join-Path (Join-Path $PSScriptRoot 'bench') 'Lab'
& dotnet run --configuration Release --project $project -- @labArgs
exit $LASTEXITCODE
