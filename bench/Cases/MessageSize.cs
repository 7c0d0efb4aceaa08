namespace PerfLab.Cases;

/// <summary>Message sizes as case names write them: 0B, 16B, 1KiB, 64KiB, 1MiB.</summary>
public static class MessageSize
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    /// <summary>The sizes of a full sweep, in bytes: empty, one block, a cache line, then by factors of four to a large record.</summary>
    public static IReadOnlyList<int> Sweep { get; } = [0, 16, 64, 256, KiB, 4 * KiB, 16 * KiB, 64 * KiB, MiB];

    /// <summary>The text of a size in bytes.</summary>
    public static string Format(long bytes) => bytes switch
    {
        >= MiB when bytes % MiB == 0 => $"{bytes / MiB}MiB",
        >= KiB when bytes % KiB == 0 => $"{bytes / KiB}KiB",
        _ => $"{bytes}B",
    };

    /// <summary>Reads what <see cref="Format"/> writes.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("KiB", StringComparison.Ordinal) => (text[..^3], KiB),
            _ when text.EndsWith("MiB", StringComparison.Ordinal) => (text[..^3], MiB),
            _ when text.EndsWith('B') => (text[..^1], 1),
            _ => ("", 1),
        };
        bytes = 0;
        if (!uint.TryParse(digits, out var count))
        {
            return false;
        }

        bytes = (long)count * unit;
        return Format(bytes) == text;
    }
}
