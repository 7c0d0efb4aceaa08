using System.Security.Cryptography;

namespace PerfLab.Sealing.Ciphers;

/// <summary>Random bytes for confounders, drawn from the system 4 KiB at a time: a call per message would cost more than
/// the message. Each thread has its own block; bytes are handed out once and wiped.</summary>
internal static class RandomBlock
{
    private const int Size = 4096;

    [ThreadStatic]
    private static byte[]? t_block;

    [ThreadStatic]
    private static int t_used;

    /// <summary>Fills a span, shorter than a block, with bytes that nobody had before.</summary>
    internal static void Take(Span<byte> destination)
    {
        byte[] block = t_block ?? Refill(t_block = new byte[Size]);
        if (destination.Length > Size - t_used)
        {
            Refill(block);
        }

        Span<byte> taken = block.AsSpan(t_used, destination.Length);
        taken.CopyTo(destination);
        taken.Clear();
        t_used += destination.Length;
    }

    private static byte[] Refill(byte[] block)
    {
        RandomNumberGenerator.Fill(block);
        t_used = 0;
        return block;
    }
}
