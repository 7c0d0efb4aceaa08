using System.Buffers.Binary;
using System.Diagnostics;

namespace PerfLab.Sealing.Ciphers;

/// <summary>Comparison whose time does not depend on the contents.</summary>
internal static class ConstantTime
{
    /// <summary>True when the two are equal. They have one length, a multiple of 4 bytes, as every MAC and header here has:
    /// the differences of whole words are collected, and the only branch is on their sum. (The framework's method goes
    /// byte by byte without optimization.)</summary>
    internal static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Debug.Assert(left.Length == right.Length && left.Length % sizeof(uint) == 0);
        uint difference = 0;
        for (int i = 0; i < left.Length; i += sizeof(uint))
        {
            difference |= BinaryPrimitives.ReadUInt32LittleEndian(left[i..]) ^ BinaryPrimitives.ReadUInt32LittleEndian(right[i..]);
        }

        return difference == 0;
    }
}
