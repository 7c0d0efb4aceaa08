using System.Text.Json.Nodes;
using PerfLab.Cases;
using PerfLab.Lab.Run;
using PerfLab.Lab.Tests.Support;

namespace PerfLab.Lab.Tests.Run;

public sealed class ProfileTests
{
    private const string Valid = """
        { "name": "tiny", "about": "a test", "cases": ["*"], "peers": [], "launches": 1, "warmupIterations": 1,
          "iterations": 3, "iterationMilliseconds": 1, "caseSeconds": 30 }
        """;

    [Fact]
    public void A_valid_profile_is_read_with_its_text()
    {
        using var directory = new TemporaryDirectory();
        var (profile, text) = Profile.Load(directory.Write("tiny.json", Valid));
        Assert.Equal("tiny", profile.Name);
        Assert.Equal(Valid, text);
    }

    [Theory]
    [InlineData("unknown", 1)]
    [InlineData("Launches", 1)]
    public void An_unknown_key_is_an_error(string key, int value) => AssertRefused(o => o[key] = value, key);

    [Theory]
    [InlineData("name")]
    [InlineData("cases")]
    [InlineData("launches")]
    [InlineData("caseSeconds")]
    public void A_missing_key_is_an_error(string key) => AssertRefused(o => o.Remove(key), key);

    [Theory]
    [InlineData("launches", "0")]
    [InlineData("iterations", "2")]
    [InlineData("caseSeconds", "-1")]
    [InlineData("iterationMilliseconds", "\"50\"")]
    [InlineData("cases", "[]")]
    [InlineData("cases", "null")]
    [InlineData("peers", "[\"nobody\"]")]
    [InlineData("name", "\"a/b\"")]
    public void A_value_out_of_range_is_an_error(string key, string value) => AssertRefused(o => o[key] = JsonNode.Parse(value), key);

    [Fact]
    public void A_repeated_key_is_an_error()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("bad.json", Valid.Replace("\"launches\": 1,", "\"launches\": 1, \"launches\": 2,", StringComparison.Ordinal));
        Assert.Throws<UserException>(() => Profile.Load(path));
    }

    [Fact]
    public void An_unknown_profile_names_those_that_exist()
    {
        var error = Assert.Throws<UserException>(() => Profile.Load("nosuch"));
        Assert.Contains("quick", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_profiles_of_the_repository_are_valid_named_as_their_files_and_choose_something()
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(Repository.Root, "profiles"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!)];
        Assert.All(new[] { "quick", "ci", "full" }, name => Assert.Contains(name, names));
        Assert.All(names, name =>
        {
            var (profile, _) = Profile.Load(name);
            Assert.Equal(name, profile.Name);
            // Cases of the shared library exist only where one is named.
            var globs = profile.Cases.Where(glob => !glob.StartsWith("native/", StringComparison.Ordinal));
            Assert.All(globs, glob => Assert.Contains(CaseList.All, c => CaseSelection.Matches(glob, c.Name)));
        });
    }

    private static void AssertRefused(Action<JsonObject> change, string named)
    {
        using var directory = new TemporaryDirectory();
        var json = JsonNode.Parse(Valid)!.AsObject();
        change(json);
        var path = directory.Write("bad.json", json.ToJsonString());
        var error = Assert.Throws<UserException>(() => Profile.Load(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
