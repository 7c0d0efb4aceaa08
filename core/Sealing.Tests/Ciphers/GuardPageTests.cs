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
        using GuardedMemory dataRoom = new(MaxLength), aadRoom = new(MaxLength), tagRoom = new(16), tokenRoom = new(32), nonceRoom = new(32);
        foreach (int length in s_lengths)
        {
            foreach (bool atEnd in (bool[])[false, true])
            {
                // In one turn the other length is the data's, in the next the associated data's.
                Check(cipher, dataRoom.Flush(length, atEnd), aadRoom.Flush(length % 50, atEnd), tagRoom.Flush(16, atEnd), nonceRoom.Flush(algorithm.NonceSize(), atEnd));
                CheckTwo(cipher, dataRoom.Flush(length, atEnd), aadRoom.Flush(length % 50, atEnd), tokenRoom.Flush(32, atEnd));
                Check(cipher, dataRoom.Flush(length % 50, atEnd), aadRoom.Flush(length, atEnd), tagRoom.Flush(16, atEnd), nonceRoom.Flush(algorithm.NonceSize(), atEnd));
                CheckTwo(cipher, dataRoom.Flush(length % 50, atEnd), aadRoom.Flush(length, atEnd), tokenRoom.Flush(32, atEnd));
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
    }

    // Two messages at once: the guarded one is the first of them, and then the second.
    private static void CheckTwo(AeadCipher cipher, Span<byte> data, Span<byte> aad, Span<byte> token)
    {
        byte[] plaintext = Bytes(data.Length);
        plaintext.CopyTo(data);
        Bytes(aad.Length).CopyTo(aad);
        var guarded = new NumberedMessage { Prefix = 1, Counter = 2, Aad = aad, Data = data, Token = token };
        var other = new NumberedMessage { Prefix = 1, Counter = 3, Data = new byte[48], Token = new byte[32] };
        cipher.SealTwo(guarded, other);
        Assert.True(cipher.UnsealTwo(other, guarded) is (true, true) && data.SequenceEqual(plaintext), $"{data.Length}, {aad.Length}");
        cipher.SealTwo(other, guarded);
        Assert.True(cipher.UnsealTwo(guarded, other) is (true, true) && data.SequenceEqual(plaintext), $"{data.Length}, {aad.Length}");
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
