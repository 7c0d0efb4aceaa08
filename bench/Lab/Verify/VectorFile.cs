// Test vectors in the format of Wycheproof (schemas aead_test, mac_with_iv_test, mac_test): groups that share sizes, each
// with cases that say what they expect. Bytes are hexadecimal.

using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfLab.Lab.Verify;

/// <summary>A file of test vectors.</summary>
internal sealed record VectorFile(string Algorithm, IReadOnlyList<VectorGroup> TestGroups)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="UserException">The file is not there or is not of the format.</exception>
    public static VectorFile Read(string path)
    {
        try
        {
            // The published files carry their algorithm and groups among much else, which is not looked at.
            VectorFile? file = JsonSerializer.Deserialize(File.ReadAllBytes(path), VectorJson.Default.VectorFile);
            return file is { Algorithm: not null, TestGroups.Count: > 0 }
                ? file
                : throw new UserException($"'{path}' holds no test groups; a Wycheproof file has \"algorithm\" and \"testGroups\".");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"Cannot read '{path}': {e.Message}", e);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new UserException($"'{path}' is not a Wycheproof file: {e.Message}", e);
        }
    }
}

/// <summary>Cases that share sizes, in bits.</summary>
internal sealed record VectorGroup(int KeySize, int IvSize, int TagSize, IReadOnlyList<VectorCase> Tests);

/// <summary>One case.</summary>
internal sealed record VectorCase(int TcId, string Key, string? Iv, string? Aad, string Msg, string? Ct, string Tag, string Result)
{
    /// <summary>True when the case expects success.</summary>
    [JsonIgnore]
    public bool IsValid => Result is "valid" or "acceptable";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VectorFile))]
internal sealed partial class VectorJson : JsonSerializerContext;
