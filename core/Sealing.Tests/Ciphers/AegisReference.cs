// AEGIS-128L and AEGIS-256 (draft-irtf-cfrg-aegis-aead) as the draft writes them, byte by byte, sharing nothing with the
// library. Slow on purpose; AegisReferenceTests compares it with libsodium.

using System.Buffers.Binary;
using PerfLab.Sealing.Ciphers;

namespace PerfLab.Sealing.Tests.Ciphers;

/// <summary>The draft's pseudocode.</summary>
internal static class AegisReference
{
    private static readonly byte[] SBox = MakeSBox();
    private static readonly byte[] C0 = Convert.FromHexString("000101020305080d1522375990e97962");
    private static readonly byte[] C1 = Convert.FromHexString("db3d18556dc22ff12011314273b528dd");

    /// <summary>Ciphertext and tag; a 32-byte tag on request.</summary>
    internal static (byte[] Data, byte[] Tag) Seal(
        AeadAlgorithm algorithm, byte[] key, byte[] nonce, byte[] aad, byte[] data, int tagSize = 16) =>
        algorithm == AeadAlgorithm.Aegis128L
            ? Seal(Init128L(key, nonce), 32, Update128L, KeyStream128L, [.. Enumerable.Range(0, 7)], 2, aad, data, tagSize)
            : Seal(Init256(key, nonce), 16, Update256, KeyStream256, [.. Enumerable.Range(0, 6)], 3, aad, data, tagSize);

    private static (byte[] Data, byte[] Tag) Seal(
        byte[][] s, int rate, Action<byte[][], byte[]> update, Func<byte[][], byte[]> keyStream, int[] tagWords, int lengthWord,
        byte[] aad, byte[] data, int tagSize)
    {
        for (int i = 0; i < aad.Length; i += rate)
        {
            update(s, Padded(aad, i, rate));
        }

        byte[] output = new byte[data.Length];
        for (int i = 0; i < data.Length; i += rate)
        {
            byte[] block = Padded(data, i, rate);
            byte[] masked = Xor(block, keyStream(s));
            update(s, block);
            Array.Copy(masked, 0, output, i, Math.Min(rate, data.Length - i));
        }

        byte[] lengths = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(lengths, 8 * (ulong)aad.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(lengths.AsSpan(8), 8 * (ulong)data.Length);
        byte[] t = Xor(s[lengthWord], lengths);
        for (int i = 0; i < 7; i++)
        {
            update(s, rate == 32 ? [.. t, .. t] : t);
        }

        byte[] XorAll(IEnumerable<int> words) => words.Select(word => s[word]).Aggregate(Xor);
        int half = s.Length / 2;
        return (output, tagSize == 16 ? XorAll(tagWords) : [.. XorAll(Enumerable.Range(0, half)), .. XorAll(Enumerable.Range(half, half))]);
    }

    private static byte[][] Init128L(byte[] key, byte[] nonce)
    {
        byte[] kn = Xor(key, nonce);
        byte[][] s = [kn, C1, C0, C1, kn, Xor(key, C0), Xor(key, C1), Xor(key, C0)];
        for (int i = 0; i < 10; i++)
        {
            Update128L(s, [.. nonce, .. key]);
        }

        return s;
    }

    private static void Update128L(byte[][] s, byte[] m)
    {
        byte[][] old = [.. s];
        for (int i = 0; i < 8; i++)
        {
            byte[] key = i switch { 0 => Xor(old[0], m[..16]), 4 => Xor(old[4], m[16..]), _ => old[i] };
            s[i] = Round(old[(i + 7) % 8], key);
        }
    }

    private static byte[] KeyStream128L(byte[][] s) =>
        [.. Xor(Xor(s[6], s[1]), And(s[2], s[3])), .. Xor(Xor(s[2], s[5]), And(s[6], s[7]))];

    private static byte[][] Init256(byte[] key, byte[] nonce)
    {
        byte[] k0 = key[..16];
        byte[] k1 = key[16..];
        byte[] n0 = nonce[..16];
        byte[] n1 = nonce[16..];
        byte[][] s = [Xor(k0, n0), Xor(k1, n1), C1, C0, Xor(k0, C0), Xor(k1, C1)];
        for (int i = 0; i < 4; i++)
        {
            Update256(s, k0);
            Update256(s, k1);
            Update256(s, Xor(k0, n0));
            Update256(s, Xor(k1, n1));
        }

        return s;
    }

    private static void Update256(byte[][] s, byte[] m)
    {
        byte[][] old = [.. s];
        for (int i = 0; i < 6; i++)
        {
            s[i] = Round(old[(i + 5) % 6], i == 0 ? Xor(old[0], m) : old[i]);
        }
    }

    private static byte[] KeyStream256(byte[][] s) => Xor(Xor(Xor(s[1], s[4]), s[5]), And(s[2], s[3]));

    private static byte[] Round(byte[] state, byte[] key)
    {
        byte[] output = new byte[16];
        for (int column = 0; column < 4; column++)
        {
            byte[] a = [.. Enumerable.Range(0, 4).Select(row => SBox[state[4 * ((column + row) % 4) + row]])];
            for (int row = 0; row < 4; row++)
            {
                output[4 * column + row] = (byte)(Double(a[row]) ^ Double(a[(row + 1) % 4]) ^ a[(row + 1) % 4]
                    ^ a[(row + 2) % 4] ^ a[(row + 3) % 4] ^ key[4 * column + row]);
            }
        }

        return output;
    }

    private static byte[] MakeSBox()
    {
        byte[] box = new byte[256];
        byte p = 1;
        byte q = 1;
        do
        {
            p = (byte)(p ^ Double(p));
            q ^= (byte)(q << 1);
            q ^= (byte)(q << 2);
            q ^= (byte)(q << 4);
            q ^= (byte)((q & 0x80) != 0 ? 0x09 : 0);
            box[p] = (byte)(q ^ Rotate(q, 1) ^ Rotate(q, 2) ^ Rotate(q, 3) ^ Rotate(q, 4) ^ 0x63);
        }
        while (p != 1);
        box[0] = 0x63;
        return box;
    }

    private static byte Double(byte x) => (byte)((x << 1) ^ ((x >> 7) * 0x1B));

    private static byte Rotate(byte x, int count) => (byte)((x << count) | (x >> (8 - count)));

    private static byte[] Padded(byte[] all, int start, int size)
    {
        byte[] block = new byte[size];
        Array.Copy(all, start, block, 0, Math.Min(size, all.Length - start));
        return block;
    }

    private static byte[] Xor(byte[] a, byte[] b) => [.. a.Zip(b, (x, y) => (byte)(x ^ y))];

    private static byte[] And(byte[] a, byte[] b) => [.. a.Zip(b, (x, y) => (byte)(x & y))];
}
