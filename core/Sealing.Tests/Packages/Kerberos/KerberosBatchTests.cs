using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;
using PerfLab.Sealing.Packages.Kerberos;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

public class KerberosBatchTests
{
    // Whole batches of every length, and a batch that ends with a length of its own: each message unseals alone, in order.
    [Theory]
    [InlineData(KerberosEncryptionType.Aes128Sha1, false)]
    [InlineData(KerberosEncryptionType.Aes256Sha1, false)]
    [InlineData(KerberosEncryptionType.Aes256Sha1, true)]
    [InlineData(KerberosEncryptionType.Aes256Sha384, false)]
    public void Every_message_of_a_batch_unseals(KerberosEncryptionType type, bool dce)
    {
        using KerberosContext sender = Open(type, SealRole.Initiator, dce, ContextFlags.None);
        using KerberosContext receiver = Open(type, SealRole.Acceptor, dce, ContextFlags.SequenceDetect);
        foreach (int length in (int[])[.. Enumerable.Range(0, 180), 1024, 8192, 8193])
        {
            foreach (int count in (int[])[1, 3, 4, 9, 16])
            {
                SealMessage[] messages = [.. Enumerable.Range(0, count).Select(i => NewMessage(sender, i == 15 ? length + 1 : length, i))];
                SealBatch.Seal(messages);
                for (int i = 0; i < count; i++)
                {
                    Assert.Equal(NtStatus.Success, messages[i].Status);
                    Assert.Equal(sender.Sizes.SecurityTrailer, messages[i].TokenLength);
                    Assert.Equal(NtStatus.Success, receiver.Unseal(messages[i].Token.Span[..messages[i].TokenLength], messages[i].Data.Span, out _));
                    Assert.Equal(Plaintext(messages[i].Data.Length, i), messages[i].Data.ToArray());
                }
            }
        }
    }

    [Fact]
    public void A_bad_message_in_the_middle_harms_no_other()
    {
        using KerberosContext sender = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator, false, ContextFlags.None);
        using KerberosContext receiver = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Acceptor, false, ContextFlags.ReplayDetect);
        SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(sender, 100, i))];
        messages[2].AssociatedData = Plaintext(30, 0);
        messages[4].Token = messages[4].Data;
        messages[7].Token = new byte[10];
        messages[9].QualityOfProtection = QualityOfProtection.WrapNoEncrypt;
        SealBatch.Seal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal(i is 4 or 7 ? NtStatus.InvalidParameter : NtStatus.Success, messages[i].Status);
            if (i is not (4 or 7))
            {
                Assert.Equal(NtStatus.Success, Unseal(receiver, messages[i], out QualityOfProtection qop));
                Assert.Equal(i != 9, qop.Encrypts);
            }

            Assert.Equal(Plaintext(100, i), messages[i].Data.ToArray());
        }
    }

    // The confounder is all that tells equal messages apart.
    [Fact]
    public void Equal_messages_look_different_within_a_batch_and_between_batches()
    {
        using KerberosContext sender = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator, false, ContextFlags.None);
        SealMessage[][] batches = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 16).Select(_ => NewMessage(sender, 100, 0)).ToArray())];
        Array.ForEach(batches, batch => SealBatch.Seal(batch));
        Assert.Equal(32, batches.SelectMany(batch => batch).Select(message => Convert.ToHexString(message.Data.Span[..16])).Distinct().Count());
    }

    // Two contexts that take turns of six and one message, and six messages of a deleted one.
    [Fact]
    public void Every_message_is_sealed_by_its_own_context_or_not_at_all()
    {
        using KerberosContext first = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator, false, ContextFlags.None);
        using KerberosContext second = Open(KerberosEncryptionType.Aes128Sha1, SealRole.Initiator, false, ContextFlags.None);
        using KerberosContext firstPeer = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Acceptor, false, ContextFlags.SequenceDetect);
        using KerberosContext secondPeer = Open(KerberosEncryptionType.Aes128Sha1, SealRole.Acceptor, false, ContextFlags.SequenceDetect);
        KerberosContext deleted = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator, false, ContextFlags.None);
        deleted.Dispose();
        KerberosContext[] owners =
            [.. Enumerable.Repeat(first, 6), second, .. Enumerable.Repeat(deleted, 6), first, second, .. Enumerable.Repeat(second, 6), first];
        SealMessage[] messages = [.. owners.Select((owner, i) => NewMessage(owner, 100, i))];
        SealBatch.Seal(messages);
        for (int i = 0; i < owners.Length; i++)
        {
            if (owners[i] == deleted)
            {
                Assert.Equal((NtStatus.InvalidHandle, 0), (messages[i].Status, messages[i].TokenLength));
            }
            else
            {
                Assert.Equal(NtStatus.Success, messages[i].Status);
                Assert.Equal(NtStatus.Success, Unseal(owners[i] == first ? firstPeer : secondPeer, messages[i], out _));
            }

            Assert.Equal(Plaintext(100, i), messages[i].Data.ToArray());
        }
    }

    [Fact]
    public void A_batch_allocates_nothing()
    {
        Assert.SkipUnless(X86Isa.IsSupported || Arm64Isa.IsSupported, "Without AES instructions the framework encrypts, and allocates.");
        using KerberosContext sender = Open(KerberosEncryptionType.Aes256Sha1, SealRole.Initiator, false, ContextFlags.None);
        SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(sender, 1024, i))];
        SealBatch.Seal(messages);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            SealBatch.Seal(messages);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Lanes_agree_with_the_single_hash()
    {
        Assert.SkipUnless(HmacSha1Lanes.IsAvailable, "This machine has neither AVX-512 nor AVX2.");
        const int stride = 192, length = 100, macSize = 12;
        byte[] key = Plaintext(32, 1), lanes = new byte[16 * stride], macs = new byte[16 * macSize], expected = new byte[macSize];
        using var hmac = new Hmac<Sha1State>(key);
        for (int i = 0; i < 16; i++)
        {
            Span<byte> lane = lanes.AsSpan(i * stride, 128);
            Plaintext(length, i).CopyTo(lane);
            lane[length] = 0x80;
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(lane[^8..], 8 * (64 + length));
        }

        hmac.ComputeLanes(lanes, stride, 2, macs, macSize);

        for (int i = 0; i < 16; i++)
        {
            hmac.Compute(Plaintext(length, i), expected);
            Assert.Equal(expected, macs[(i * macSize)..((i + 1) * macSize)]);
        }
    }

    private static NtStatus Unseal(KerberosContext receiver, in SealMessage message, out QualityOfProtection qop) =>
        receiver.Unseal(message.Token.Span[..message.TokenLength], message.Data.Span, out qop, message.AssociatedData.Span);

    private static SealMessage NewMessage(KerberosContext context, int length, int seed) => new()
    {
        Context = context,
        Token = new byte[128],
        Data = Plaintext(length, seed),
    };

    private static byte[] Plaintext(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(1000 * length + seed).NextBytes(bytes);
        return bytes;
    }

    private static KerberosContext Open(KerberosEncryptionType type, SealRole role, bool dce, ContextFlags detect) => new(new()
    {
        Role = role,
        EncryptionType = type,
        Key = Plaintext(type.KeySize(), 0),
        Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | detect | (dce ? ContextFlags.DceStyle : 0),
    });
}
