using System.Diagnostics;
using PerfLab.Lab.Compare.Builds;

namespace PerfLab.Lab.Tests.Compare.Builds;

public sealed class GitTreeTests : IDisposable
{
    private readonly string repository = Directory.CreateTempSubdirectory("perflab-git-").FullName;

    public GitTreeTests()
    {
        Git("init", "--quiet", "--initial-branch=main");
        Write("a.txt", "one");
        Write(".gitignore", "artifacts/\n");
        Git("add", "--all");
        Git("commit", "--quiet", "--message=first");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(repository, recursive: true);

    [Fact]
    public async Task A_clean_working_tree_has_the_tree_of_its_commit()
    {
        GitTree head = await GitTree.OfRefAsync(repository, "main", Cancel), now = await GitTree.OfWorkingTreeAsync(repository, Cancel);
        Assert.Equal((head.Commit, head.Tree), (now.Commit, now.Tree));
        Assert.Equal($"main ({head.Commit[..10]})", head.Label);
    }

    [Fact]
    public async Task Untracked_files_count_ignored_ones_do_not_and_the_index_is_left_alone()
    {
        GitTree clean = await GitTree.OfWorkingTreeAsync(repository, Cancel);
        Write("artifacts/x", "ignored");
        Assert.Equal(clean.Tree, (await GitTree.OfWorkingTreeAsync(repository, Cancel)).Tree);
        Write("b.txt", "two");
        Assert.NotEqual(clean.Tree, (await GitTree.OfWorkingTreeAsync(repository, Cancel)).Tree);
        Assert.Equal("?? b.txt", Git("status", "--porcelain").Trim());
    }

    [Fact]
    public async Task A_tree_is_taken_out_as_it_was()
    {
        GitTree first = await GitTree.OfRefAsync(repository, "HEAD", Cancel);
        Write("a.txt", "changed");
        string folder = Path.Combine(repository, "artifacts", "out");
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await first.ExtractAsync(repository, folder, Cancel);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(folder, "a.txt"), Cancel));
        Assert.False(File.Exists(folder + ".tar"));
    }

    [Fact]
    public async Task An_unknown_ref_is_named_with_the_way_out()
    {
        var e = await Assert.ThrowsAsync<UserException>(() => GitTree.OfRefAsync(repository, "no-such-branch", Cancel));
        Assert.Contains("'no-such-branch' is not a commit", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_without_cases_cannot_be_built_and_nothing_is_left()
    {
        GitTree first = await GitTree.OfRefAsync(repository, "HEAD", Cancel);
        var e = await Assert.ThrowsAsync<UserException>(() => new RefBuilder(repository).BuildAsync("base", first, "", Cancel));
        Assert.Contains("has no bench/Cases", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(repository, "artifacts", "refs")));
    }

    [Fact]
    public async Task A_compiler_error_is_shown_and_nothing_is_left()
    {
        Write("bench/Cases/Cases.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Write("bench/Cases/Broken.cs", "class Broken { int x = nothing; }");
        Write("Directory.Build.props", "<Project><PropertyGroup><UseArtifactsOutput>true</UseArtifactsOutput></PropertyGroup></Project>");
        GitTree broken = await GitTree.OfWorkingTreeAsync(repository, Cancel);
        var e = await Assert.ThrowsAsync<UserException>(() => new RefBuilder(repository).BuildAsync("candidate", broken, "", Cancel));
        Assert.Contains("candidate working tree does not build", e.Message, StringComparison.Ordinal);
        Assert.Contains("error CS0103", e.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(repository, "artifacts", "refs")));
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(repository, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", .. arguments])
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
