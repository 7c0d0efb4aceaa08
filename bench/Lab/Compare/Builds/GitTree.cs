// A state of the repository as git names it: the id of a tree. A ref has one by its commit; the working tree gets one by
// adding everything that is not ignored to a temporary index. Equal ids are equal content, so builds are cached by them,
// and a state is taken out with `git archive`: nothing is registered that would have to be removed again.

using System.Diagnostics;
using System.Formats.Tar;

namespace PerfLab.Lab.Compare.Builds;

/// <param name="Label">How reports name it: the ref and its short commit, or "working tree".</param>
/// <param name="Commit">The commit, or the one that the working tree stands on.</param>
/// <param name="Tree">The tree's id.</param>
internal sealed record GitTree(string Label, string Commit, string Tree)
{
    /// <summary>The state of a branch, tag or commit.</summary>
    /// <exception cref="UserException">The repository has no such ref.</exception>
    public static async Task<GitTree> OfRefAsync(string repository, string reference, CancellationToken cancel)
    {
        ToolResult found = await GitAsync(repository, cancel, "rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}");
        if (found.ExitCode != 0)
            throw new UserException($"'{reference}' is not a commit of {repository}. Name a branch, tag or commit; in a shallow clone, fetch it first.");

        string commit = found.Output.Trim();
        string label = commit.StartsWith(reference, StringComparison.Ordinal) ? commit[..ShortLength] : $"{reference} ({commit[..ShortLength]})";
        return new GitTree(label, commit, await OneLineAsync(repository, cancel, "rev-parse", commit + "^{tree}"));
    }

    /// <summary>The state of the files as they are now, untracked ones included and ignored ones not.</summary>
    public static async Task<GitTree> OfWorkingTreeAsync(string repository, CancellationToken cancel)
    {
        string commit = await OneLineAsync(repository, cancel, "rev-parse", "HEAD");
        string index = Path.Combine(Path.GetTempPath(), $"perflab-index-{Guid.NewGuid():N}");
        try
        {
            File.Copy(await OneLineAsync(repository, cancel, "rev-parse", "--path-format=absolute", "--git-path", "index"), index);
            await OneLineAsync(WithIndex("add", "--all"), cancel);
            string tree = await OneLineAsync(WithIndex("write-tree"), cancel);
            return new GitTree("working tree", commit, tree);
        }
        finally
        {
            File.Delete(index);
        }

        ProcessStartInfo WithIndex(params string[] arguments)
        {
            ProcessStartInfo start = Git(repository, arguments);
            start.Environment["GIT_INDEX_FILE"] = index;
            return start;
        }
    }

    /// <summary>Writes the tree's files below a folder.</summary>
    public async Task ExtractAsync(string repository, string folder, CancellationToken cancel)
    {
        string archive = folder + ".tar";
        try
        {
            await OneLineAsync(Git(repository, "archive", "--format=tar", "--output", archive, Tree), cancel);
            Directory.CreateDirectory(folder);
            await TarFile.ExtractToDirectoryAsync(archive, folder, overwriteFiles: true, cancel);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private static Task<ToolResult> GitAsync(string repository, CancellationToken cancel, params string[] arguments) =>
        Tool.RunAsync(Git(repository, arguments), cancel);

    private static Task<string> OneLineAsync(string repository, CancellationToken cancel, params string[] arguments) =>
        OneLineAsync(Git(repository, arguments), cancel);

    private static async Task<string> OneLineAsync(ProcessStartInfo start, CancellationToken cancel)
    {
        ToolResult result = await Tool.RunAsync(start, cancel);
        return result.ExitCode == 0
            ? result.Output.Trim()
            : throw new UserException($"git {string.Join(' ', start.ArgumentList)}: {result.Errors.Trim()}");
    }

    private static ProcessStartInfo Git(string repository, params string[] arguments) =>
        new("git", arguments) { WorkingDirectory = repository };

    private const int ShortLength = 10;
}
