using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

/// <summary>Cipher and hash, apart, together and in lanes, read and write no byte outside of a message's parts: each part
/// lies flush against a page that nobody may touch. A byte too far ends the process, and with it the test run.</summary>
public class KerberosGuardPageTests
{
    // Around the blocks of cipher and hash, and where the ways of hashing change.
    private static readonly int[] s_lengths =
        [.. Enumerable.Range(0, 301), .. new[] { 512, 704, 1024, 2048, 4096 }.SelectMany(border => Enumerable.Range(border - 65, 131))];

    public static TheoryData<KerberosEncryptionType> Types => new(Enum.GetValues<KerberosEncryptionType>());

    [Theory]
    [MemberData(nameof(Types))]
    public void Nothing_outside_the_parts_is_touched(KerberosEncryptionType type)
    {
        Assert.SkipUnless(GuardedMemory.IsAvailable, "Guard pages are asked for on Linux and Windows only.");
        using KerberosKeys keys = Open(type);
        using GuardedMemory head = new(16), data = new(s_lengths.Max()), tail = new(32), mac = new(24);
        foreach (int length in s_lengths)
        {
            foreach (bool atEnd in (bool[])[false, true])
            {
                SealedParts parts = new()
                {
                    Confounder = head.Flush(16, atEnd),
                    Data = data.Flush(length, atEnd),
                    Tail = tail.Flush(length % 2 == 0 ? 16 : 32, atEnd),
                    Mac = mac.Flush(type.MacSize(), atEnd),
                };
                var buffers = new MessageBuffers(default, parts.Data, default);
                byte[] plaintext = Bytes(length);
                plaintext.CopyTo(parts.Data);
                keys.Seal(parts, buffers);
                Assert.True(keys.Unseal(parts, buffers) && parts.Data.SequenceEqual(plaintext), $"{length}");
            }
        }
    }

    [Theory]
    [InlineData(KerberosEncryptionType.Aes128Sha1)]
    [InlineData(KerberosEncryptionType.Aes256Sha1)]
    public void Nothing_outside_the_lanes_is_touched(KerberosEncryptionType type)
    {
        Assert.SkipUnless(GuardedMemory.IsAvailable, "Guard pages are asked for on Linux and Windows only.");
        using KerberosKeys keys = Open(type);
        Assert.SkipUnless(keys.HasLanes, "This machine has no vectors for lanes.");
        const int maxStride = 512;
        using GuardedMemory lanes = new(HmacSha1Lanes.Count * maxStride), macs = new(HmacSha1Lanes.Count * type.MacSize());
        for (int length = 32; length + 9 <= maxStride; length++)
        {
            // No more room than the padded message takes.
            int stride = (length + 9 + 63) / 64 * 64;
            foreach (bool atEnd in (bool[])[false, true])
            {
                Span<byte> messages = lanes.Flush(HmacSha1Lanes.Count * stride, atEnd);
                keys.SealLanes(messages, stride, HmacSha1Lanes.Count, length, macs.Flush(HmacSha1Lanes.Count * type.MacSize(), atEnd));
            }
        }
    }

    private static KerberosKeys Open(KerberosEncryptionType type) => KerberosKeys.Create(type, Bytes(type.KeySize()), SealRole.Initiator);

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
