using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Ciphers;

/// <summary>No kernel reads or writes a byte outside of data, associated data and tag: each lies flush against a page that
/// nobody may touch, on either side. A byte too far ends the process, and with it the test run.</summary>
public class GuardPageTests
{
    private const int MaxLength = 4200;

    // Around the batches and groups of the kernels: 8, 16, 32, 64 and 256 blocks.
    private static readonly int[] s_lengths =
    [
        .. Enumerable.Range(0, 301),
        .. new[] { 512, 1024, 2048, 4096 }.SelectMany(boundary => Enumerable.Range(boundary - 33, 67)),
    ];

    [Theory]
    [MemberData(nameof(AeadCipherTests.Tiers), MemberType = typeof(AeadCipherTests))]
    public void Nothing_outside_the_buffers_is_touched(AeadAlgorithm algorithm, Tier tier)
    {
        Assert.SkipUnless(GuardedMemory.IsAvailable, "Guard pages are asked for on Linux and Windows only.");
        byte[] key = Bytes(algorithm.KeySize());
        using AeadCipher cipher = AeadCiphers.Create(algorithm, key, Bytes(algorithm.SaltSize()), tier);
        using GuardedMemory dataRoom = new(MaxLength), aadRoom = new(MaxLength), tagRoom = new(16), nonceRoom = new(32);
        foreach (int length in s_lengths)
        {
            foreach (bool atEnd in (bool[])[false, true])
            {
                // In one turn the other length is the data's, in the next the associated data's.
                Check(cipher, dataRoom.Flush(length, atEnd), aadRoom.Flush(length % 50, atEnd), tagRoom.Flush(16, atEnd), nonceRoom.Flush(algorithm.NonceSize(), atEnd));
                Check(cipher, dataRoom.Flush(length % 50, atEnd), aadRoom.Flush(length, atEnd), tagRoom.Flush(16, atEnd), nonceRoom.Flush(algorithm.NonceSize(), atEnd));
            }
        }
    }

    private static void Check(AeadCipher cipher, Span<byte> data, Span<byte> aad, Span<byte> tag, Span<byte> nonce)
    {
        byte[] plaintext = Bytes(data.Length);
        Bytes(aad.Length).CopyTo(aad);
        Bytes(nonce.Length).CopyTo(nonce);
        byte[] expected = [.. plaintext], expectedTag = new byte[16];
        cipher.Seal(nonce.ToArray(), aad.ToArray(), expected, expectedTag);

        plaintext.CopyTo(data);
        cipher.Seal(nonce, aad, data, tag);
        Assert.True(data.SequenceEqual(expected) && tag.SequenceEqual(expectedTag), $"{data.Length}, {aad.Length}");
        Assert.True(cipher.Unseal(nonce, aad, data, tag) && data.SequenceEqual(plaintext));
        tag[15] ^= 1;
        expected.CopyTo(data);
        Assert.True(!cipher.Unseal(nonce, aad, data, tag) && data.IndexOfAnyExcept((byte)0) < 0);

        plaintext.CopyTo(data);
        cipher.SealMessage(1, 2, aad, data, tag);
        Assert.True(cipher.UnsealMessage(1, 2, aad, data, tag) && data.SequenceEqual(plaintext));
        if (cipher.MakesKeyStreamAhead && Math.Max(data.Length, aad.Length) <= KeyStreamQueue.MaxLength)
        {
            CheckQueued(cipher, data, aad, tag, plaintext);
        }
    }

    private static void CheckQueued(AeadCipher cipher, Span<byte> data, Span<byte> aad, Span<byte> tag, byte[] plaintext)
    {
        var queue = new KeyStreamQueue(stackalloc byte[KeyStreamQueue.RoomSize]);
        var start = new MessageStart(1, 2, KeyStreamQueue.BlocksOf((uint)data.Length));
        cipher.Enqueue([start], ref queue);
        cipher.SealQueued(1, 2, aad, data, tag, ref queue);
        queue.Clear();
        cipher.Enqueue([start], ref queue);
        Assert.True(cipher.UnsealQueued(1, 2, aad, data, tag, ref queue) && data.SequenceEqual(plaintext));
        queue.Clear();
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
