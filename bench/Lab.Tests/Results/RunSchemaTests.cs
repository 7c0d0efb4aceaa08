using PerfLab.Lab.Results;
using PerfLab.Lab.Tests.Support;

namespace PerfLab.Lab.Tests.Results;

public sealed class RunSchemaTests
{
    private static readonly RunRecord Run = new(
        1,
        "20260102T030405Z-0123456789-quick",
        new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        "0123456789",
        false,
        new ProfileRecord("quick", "{}"),
        new MachineRecord("A CPU", 2, 4096, "Linux", "6.1", ".NET 10", "Portable", new Dictionary<string, string> { ["governor"] = "performance" }),
        [
            new CaseRecord("aead/aes-256-gcm/seal/none/64B", 64, [10.5, 11], 10.75, 10.5, 11, 5.95, 0, null, new Dictionary<string, double> { ["dotnet"] = 6.5 }, "ok", []),
            CaseRecord.Failure("aead/aes-256-gcm/seal/none/0B", 0, "why"),
        ],
        ["a warning"]);

    // Schema version 1. A change here is a new schema version.
    private const string Json = """
        {
          "schemaVersion": 1,
          "id": "20260102T030405Z-0123456789-quick",
          "utc": "2026-01-02T03:04:05Z",
          "commit": "0123456789",
          "dirty": false,
          "profile": {
            "name": "quick",
            "text": "{}"
          },
          "machine": {
            "cpu": "A CPU",
            "cores": 2,
            "memoryBytes": 4096,
            "os": "Linux",
            "kernel": "6.1",
            "runtime": ".NET 10",
            "tier": "Portable",
            "settings": {
              "governor": "performance"
            }
          },
          "cases": [
            {
              "name": "aead/aes-256-gcm/seal/none/64B",
              "sizeBytes": 64,
              "samplesNs": [
                10.5,
                11
              ],
              "medianNs": 10.75,
              "lowNs": 10.5,
              "highNs": 11,
              "gbPerSecond": 5.95,
              "allocatedBytes": 0,
              "codeBytes": null,
              "peerRatios": {
                "dotnet": 6.5
              },
              "status": "ok",
              "warnings": []
            },
            {
              "name": "aead/aes-256-gcm/seal/none/0B",
              "sizeBytes": 0,
              "samplesNs": [],
              "medianNs": null,
              "lowNs": null,
              "highNs": null,
              "gbPerSecond": null,
              "allocatedBytes": null,
              "codeBytes": null,
              "peerRatios": {},
              "status": "failed",
              "warnings": [
                "why"
              ]
            }
          ],
          "warnings": [
            "a warning"
          ]
        }

        """;

    [Fact]
    public void A_run_is_written_as_schema_version_1_says() => Assert.Equal(Json.ReplaceLineEndings("\n"), ResultsJson.Write(Run).ReplaceLineEndings("\n"));

    [Fact]
    public void A_stored_run_is_read_back_the_same_and_leaves_no_other_file()
    {
        using var directory = new TemporaryDirectory();
        var path = RunStore.Save(Run, directory.FullName);
        Assert.Equal(ResultsJson.Write(Run), ResultsJson.Write(RunStore.Load(path)));
        Assert.Equal(ResultsJson.Write(Run), ResultsJson.Write(RunStore.Load(directory.FullName)));
        Assert.Equal([path], Directory.GetFiles(directory.FullName));
    }

    [Theory]
    [InlineData("{}", "schemaVersion")]
    [InlineData("[]", "schemaVersion")]
    [InlineData("{\"schemaVersion\": 2}", "2")]
    [InlineData("{\"schemaVersion\": \"1\"}", "schemaVersion")]
    [InlineData("{\"schemaVersion\": 1}", "is not a run")]
    [InlineData("not json", "is not a run")]
    public void Anything_else_is_a_users_error_that_names_the_file(string text, string named)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("run.json", text);
        var error = Assert.Throws<UserException>(() => RunStore.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_key_is_refused()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("run.json", Json.Replace("\"dirty\"", "\"dirtier\"", StringComparison.Ordinal));
        Assert.Throws<UserException>(() => RunStore.Load(path));
    }

    [Fact]
    public void A_machines_folder_is_made_of_its_processor_and_cores() =>
        Assert.Equal("intel-r-xeon-r-cpu-2c", Machine.FolderName(Run.Machine with { Cpu = "Intel(R) Xeon(R) CPU @" }));
}
