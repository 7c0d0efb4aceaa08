using System.Security.Cryptography;
using PerfLab.Lab.Tests.Support;

namespace PerfLab.Lab.Tests.Verbs;

public sealed class VerifyVerbTests
{
    [Fact]
    public async Task Each_case_is_passed_failed_or_skipped_and_a_failure_fails_the_command()
    {
        using var directory = new TemporaryDirectory();
        string good = Case(1, "valid");
        string tampered = Case(2, "invalid", spoilTag: true);
        string wrong = Case(3, "valid", spoilTag: true);
        string shortNonce = Case(4, "valid", nonceSize: 8);

        var passing = await LabProcess.RunAsync("verify", directory.Write("pass.json", File("AES-GCM", good, tampered, shortNonce)));
        Assert.Equal(ExitCode.Good, passing.ExitCode);
        Assert.EndsWith("2 passed, 0 failed, 1 skipped", passing.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("skipped 1: nonce of 64 bits", passing.Output, StringComparison.Ordinal);

        var failing = await LabProcess.RunAsync("verify", "--tier", "portable", directory.Write("fail.json", File("AES-GCM", good, wrong)));
        Assert.Equal(ExitCode.Failed, failing.ExitCode);
        Assert.Contains("case 3: Portable: unseal refuses it", failing.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed, 0 skipped", failing.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no/such/file.json", "'no/such/file.json'")]
    [InlineData("README.md", "'README.md'")]
    [InlineData("global.json", "'global.json'")]
    public async Task An_unreadable_or_foreign_file_is_one_line_and_exit_code_2(string file, string named)
    {
        var result = await LabProcess.RunAsync("verify", file);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains(named, result.Errors, StringComparison.Ordinal);
        Assert.Single(result.Errors.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_unknown_tier_is_named()
    {
        var result = await LabProcess.RunAsync("verify", "--tier", "abacus", "global.json");
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("'abacus'", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Published_vectors_pass()
    {
        string? folder = Environment.GetEnvironmentVariable("PERFLAB_VECTORS");
        Assert.SkipWhen(folder is null, "PERFLAB_VECTORS does not name the folder of test vectors.");
        var result = await LabProcess.RunAsync(["verify", .. Directory.GetFiles(Path.Combine(folder!, "wycheproof"), "*.json")]);
        Assert.True(result.ExitCode == ExitCode.Good, result.Output);
    }

    private static string File(string algorithm, params string[] tests) =>
        $$"""{"algorithm":"{{algorithm}}","testGroups":[{"keySize":256,"ivSize":96,"tagSize":128,"tests":[{{string.Join(',', tests)}}]}]}""";

    private static string Case(int id, string result, bool spoilTag = false, int nonceSize = 12)
    {
        byte[] key = new byte[32];
        byte[] message = [1, 2, 3, 4, 5];
        byte[] ciphertext = new byte[message.Length];
        byte[] tag = new byte[16];
        using var gcm = new AesGcm(key, tag.Length);
        gcm.Encrypt(new byte[12], message, ciphertext, tag, new byte[] { 9 });
        tag[15] ^= spoilTag ? (byte)1 : (byte)0;
        string Hex(byte[] bytes) => Convert.ToHexString(bytes);
        return $$"""{"tcId":{{id}},"key":"{{Hex(key)}}","iv":"{{Hex(new byte[nonceSize])}}","aad":"09","msg":"{{Hex(message)}}","ct":"{{Hex(ciphertext)}}","tag":"{{Hex(tag)}}","result":"{{result}}"}""";
    }
}
