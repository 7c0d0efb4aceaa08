using System.Text.Json;
using Org.BouncyCastle.Utilities.Bzip2;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Published vectors in the folder that PERFLAB_VECTORS names; tests skip where it is not set.</summary>
internal static class VectorFolder
{
    /// <summary>Opens a file of the folder, or skips the test.</summary>
    internal static Stream Open(string relativePath)
    {
        string? folder = Environment.GetEnvironmentVariable("PERFLAB_VECTORS");
        Assert.SkipWhen(folder is null, "PERFLAB_VECTORS does not name the folder of test vectors.");
        string path = Path.Combine(folder!, relativePath);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there.");
        return File.OpenRead(path);
    }

    /// <summary>Reads the JSON value at the head of a file of the folder, packed by bzip2 or not, or skips the test.</summary>
    internal static JsonElement ReadJson(string relativePath)
    {
        using Stream file = Open(relativePath);
        using Stream stream = relativePath.EndsWith(".bz2", StringComparison.Ordinal) ? new CBZip2InputStream(file) : file;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var reader = new Utf8JsonReader(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>A member of a JSON object that holds hexadecimal digits.</summary>
    internal static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
