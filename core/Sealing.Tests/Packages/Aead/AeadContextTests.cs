using System.Buffers.Binary;
using System.Collections.Concurrent;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Aead;

public sealed class AeadContextTests
{
    private const int TokenSize = 32;
    private const ContextFlags Protected = ContextFlags.Integrity | ContextFlags.Confidentiality;

    [Fact]
    public void Token_HasTheDocumentedLayout()
    {
        using var pair = new AeadPair(firstCounter: 0x0102030405060708);
        byte[] token = new byte[TokenSize];
        Assert.Equal(NtStatus.ContextExpired, pair.Client.Seal(token, new byte[5], out _));

        using var fresh = new AeadPair(firstCounter: 0x01020304);
        Assert.Equal(NtStatus.Success, fresh.Server.Seal(token, new byte[5], out int length, sequenceNumber: 0x0A0B0C0D));
        Assert.Equal(TokenSize, length);
        Assert.Equal("010207000A0B0C0D0000000001020304", Convert.ToHexString(token.AsSpan(0, 16)));
        Assert.Equal(NtStatus.Success, fresh.Server.Sign(token, new byte[5], out _, QualityOfProtection.ForSuite(1)));
        Assert.Equal("01010A00000000000000000001020305", Convert.ToHexString(token.AsSpan(0, 16)));
    }

    public static TheoryData<AeadAlgorithm> Suites =>
        [.. Enum.GetValues<AeadAlgorithm>().Where(suite => suite != AeadAlgorithm.None && AeadCiphers.Tiers(suite).Count > 0)];

    [Theory]
    [MemberData(nameof(Suites))]
    public void EveryBitOfHeaderTagDataAndAssociatedData_IsAuthenticated(AeadAlgorithm suite)
    {
        using var pair = new AeadPair(Protected | ContextFlags.ReplayDetect, [suite]);
        foreach (QualityOfProtection qop in (QualityOfProtection[])[default, QualityOfProtection.WrapNoEncrypt])
        {
            byte[] token = new byte[TokenSize];
            byte[] data = [.. Enumerable.Range(0, 37).Select(i => (byte)i)];
            byte[] associated = [9, 8, 7];
            Assert.Equal(NtStatus.Success, pair.Client.Seal(token, data, out _, associated, qop, 5));
            byte[] all = [.. token, .. associated, .. data];
            for (int bit = 0; bit < all.Length * 8; bit++)
            {
                byte[] changed = [.. all];
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Span<byte> body = changed.AsSpan(TokenSize + associated.Length);
                NtStatus status = pair.Server.Unseal(changed.AsSpan(0, TokenSize), body, out _, changed.AsSpan(TokenSize, associated.Length));
                Assert.True(status is NtStatus.MessageAltered or NtStatus.InvalidToken, $"bit {bit}: {status}");
                Assert.True(bit / 8 >= 4 || status == NtStatus.InvalidToken || bit / 8 is 1 or 2);
                Assert.True(body.IndexOfAnyExcept((byte)0) < 0, "A failed unseal leaves no data.");
            }

            // Nothing above moved the window: the genuine message is still fresh, and then it is not.
            byte[] again = [.. data];
            Assert.Equal(NtStatus.Success, pair.Server.Unseal(token, data, out QualityOfProtection found, associated, 5));
            Assert.Equal(qop, found);
            Assert.Equal(36, data[36]);
            Assert.Equal(NtStatus.OutOfSequence, pair.Server.Unseal(token, again, out _, associated, 5));
            Assert.True(again.AsSpan().IndexOfAnyExcept((byte)0) < 0);
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void EveryBitOfASignatureAndItsMessage_IsAuthenticated_AndVerifyingChangesNothing(AeadAlgorithm suite)
    {
        using var pair = new AeadPair(Protected | ContextFlags.ReplayDetect, [suite]);
        byte[] token = new byte[TokenSize];
        byte[] data = [.. Enumerable.Range(0, 37).Select(i => (byte)i)];
        Assert.Equal(NtStatus.Success, pair.Client.Sign(token, data, out _, sequenceNumber: 5));
        byte[] all = [.. token, .. data];
        for (int bit = 0; bit < all.Length * 8; bit++)
        {
            byte[] changed = [.. all];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            byte[] sent = [.. changed];
            NtStatus status = pair.Server.Verify(changed.AsSpan(0, TokenSize), changed.AsSpan(TokenSize), out _);
            Assert.True(status is NtStatus.MessageAltered or NtStatus.InvalidToken, $"bit {bit}: {status}");
            Assert.Equal(sent, changed);
        }

        Assert.Equal(NtStatus.Success, pair.Server.Verify(token, data, out _, 5));
        Assert.Equal(NtStatus.OutOfSequence, pair.Server.Verify(token, data, out _, 5));
    }

    [Fact]
    public void AForgedFarAheadMessage_DoesNotMoveTheWindow()
    {
        foreach (ContextFlags detect in (ContextFlags[])[ContextFlags.ReplayDetect, ContextFlags.SequenceDetect])
        {
            using var pair = new AeadPair(Protected | detect);
            byte[] token = new byte[TokenSize];
            byte[] data = new byte[20];
            Assert.Equal(NtStatus.Success, pair.Client.Seal(token, data, out _));
            byte[] forged = [.. token];
            BinaryPrimitives.WriteUInt64BigEndian(forged.AsSpan(8), 5_000_000);
            Assert.Equal(NtStatus.MessageAltered, pair.Server.Unseal(forged, new byte[20], out _));
            Assert.Equal(NtStatus.Success, pair.Server.Unseal(token, data, out _));
        }
    }

    [Fact]
    public void SequenceModes_DoWhatTheyPromise()
    {
        (ContextFlags Flags, NtStatus Skipped, NtStatus Repeated)[] modes =
        [
            (Protected, NtStatus.Success, NtStatus.Success),
            (Protected | ContextFlags.ReplayDetect, NtStatus.Success, NtStatus.OutOfSequence),
            (Protected | ContextFlags.SequenceDetect, NtStatus.OutOfSequence, NtStatus.OutOfSequence),
        ];
        foreach ((ContextFlags flags, NtStatus skipped, NtStatus repeated) in modes)
        {
            using var pair = new AeadPair(flags);
            (byte[] Token, byte[] Data)[] messages = [.. Enumerable.Range(0, 3).Select(_ => Sealed(pair.Client))];
            Assert.Equal(NtStatus.Success, Unseal(pair.Server, messages[0]));
            Assert.Equal(repeated, Unseal(pair.Server, messages[0]));
            Assert.Equal(skipped, Unseal(pair.Server, messages[2]));
            Assert.Equal(NtStatus.Success, Unseal(pair.Server, messages[1]));
        }
    }

    [Fact]
    public void AssignedNumber_IsCarriedAndExpected()
    {
        using var pair = new AeadPair();
        byte[] token = new byte[TokenSize];
        pair.Client.Seal(token, [], out _, sequenceNumber: 77);
        Assert.Equal(NtStatus.OutOfSequence, pair.Server.Unseal(token, [], out _, sequenceNumber: 78));
        Assert.Equal(NtStatus.Success, pair.Server.Unseal(token, [], out _, sequenceNumber: 77));
        Assert.Equal(NtStatus.Success, pair.Server.Unseal(token, [], out _));
        pair.Client.Seal(token, [], out _);
        Assert.Equal(NtStatus.OutOfSequence, pair.Server.Unseal(token, [], out _, sequenceNumber: 77));
    }

    [Fact]
    public void SealingFromManyThreads_NeverRepeatsACounter()
    {
        const int Threads = 8;
        const int Each = 2_000;
        using var pair = new AeadPair();
        var counters = new ConcurrentBag<ulong>();
        Parallel.For(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = Threads }, thread =>
        {
            byte[] token = new byte[TokenSize];
            for (int i = 0; i < Each; i++)
            {
                Assert.Equal(NtStatus.Success, thread % 2 == 0 ? pair.Client.Seal(token, new byte[3], out _) : pair.Client.Sign(token, [1], out _));
                counters.Add(BinaryPrimitives.ReadUInt64BigEndian(token.AsSpan(8)));
            }
        });
        Assert.Equal(Enumerable.Range(1, Threads * Each).Select(i => (ulong)i), counters.Order());
    }

    [Fact]
    public void CounterLimit_EndsTheContext_ForGood()
    {
        using var pair = new AeadPair(firstCounter: (1UL << 40) - 1);
        byte[] token = new byte[TokenSize];
        Assert.Equal(NtStatus.Success, pair.Client.Seal(token, new byte[1], out _));
        Assert.Equal(NtStatus.Success, pair.Client.Seal(token, new byte[1], out _));
        for (int i = 0; i < 100; i++)
        {
            byte[] data = [42];
            Assert.Equal(NtStatus.ContextExpired, pair.Client.Seal(token, data, out int length));
            Assert.Equal((0, 42), (length, data[0]));
        }

        // However far beyond the limit it stands: it does not come round to 0.
        using var beyond = new AeadPair(firstCounter: ulong.MaxValue);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(NtStatus.ContextExpired, beyond.Client.Seal(token, new byte[1], out _));
        }
    }

    [Fact]
    public void LifetimeOver_IsContextExpired()
    {
        using var context = new AeadContext(new AeadContextOptions
        {
            Role = SealRole.Initiator,
            Secret = new byte[32],
            Expiry = DateTimeOffset.UtcNow.AddSeconds(-1),
        });
        Assert.Equal(NtStatus.ContextExpired, context.Seal(new byte[TokenSize], [], out _));
        Assert.Equal(NtStatus.ContextExpired, context.Unseal(new byte[TokenSize], [], out _));
        Assert.Equal(NtStatus.ContextExpired, context.Sign(new byte[TokenSize], [], out _));
        Assert.Equal(NtStatus.ContextExpired, context.Verify(new byte[TokenSize], [], out _));
    }

    [Fact]
    public void AnotherSecretRoleOrSuite_DoesNotUnseal()
    {
        using var pair = new AeadPair();
        using var onlyAes128 = new AeadPair(suites: [AeadAlgorithm.Aes128Gcm]);
        using var other = new AeadContext(new AeadContextOptions { Role = SealRole.Acceptor, Secret = new byte[32] });
        (byte[] token, byte[] data) = Sealed(pair.Client);
        Assert.Equal(NtStatus.MessageAltered, Unseal(other, (token, data)));
        Assert.Equal(NtStatus.InvalidToken, Unseal(pair.Client, (token, data)));
        Assert.Equal(NtStatus.InvalidToken, Unseal(onlyAes128.Server, (token, data)));
    }

    [Fact]
    public void Creation_RefusesShortSecretsAndNoSuites()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AeadContext(new AeadContextOptions { Role = SealRole.Initiator, Secret = new byte[15] }));
        Assert.Throws<ArgumentException>(() => new AeadContext(new AeadContextOptions { Role = SealRole.Initiator, Secret = new byte[16], Suites = [] }));
        Assert.Throws<ArgumentException>(() => new AeadContext(new AeadContextOptions { Role = SealRole.Initiator, Secret = new byte[16], Suites = [(AeadAlgorithm)9] }));
    }

    [Fact]
    public void Batch_EqualsOneByOne_AndABadMessageHarmsNoOther()
    {
        using var pair = new AeadPair(Protected | ContextFlags.ReplayDetect);
        using var second = new AeadPair();
        SealMessage[] batch = [.. Enumerable.Range(0, 40).Select(i => new SealMessage
        {
            Context = i % 3 == 0 ? second.Client : pair.Client,
            Token = new byte[i == 7 ? 31 : TokenSize],
            Data = Enumerable.Repeat((byte)i, i * 5).ToArray(),
            AssociatedData = new byte[i % 4],
            QualityOfProtection = i == 9 ? new QualityOfProtection(1) : default,
        })];
        SealBatch.Seal(batch);
        Assert.Equal(NtStatus.InvalidParameter, batch[7].Status);
        Assert.Equal(NtStatus.QopNotSupported, batch[9].Status);
        batch[20].Token.Span[20] ^= 1;
        SealMessage[] sent = [.. batch.Where(message => message.Status == NtStatus.Success)];
        Assert.Equal(38, sent.Length);
        Assert.All(sent, message => Assert.Equal(TokenSize, message.TokenLength));
        for (int i = 0; i < sent.Length; i++)
        {
            sent[i].Context = sent[i].Context == second.Client ? second.Server : pair.Server;
        }

        SealBatch.Unseal(sent);
        foreach (SealMessage message in sent)
        {
            bool tampered = message.Token.Span == batch[20].Token.Span;
            Assert.Equal(tampered ? NtStatus.MessageAltered : NtStatus.Success, message.Status);
            int index = message.Data.Length / 5;
            Assert.All(message.Data.ToArray(), b => Assert.Equal(tampered ? 0 : index, b));
        }
    }

    private static (byte[] Token, byte[] Data) Sealed(SealContext context)
    {
        byte[] token = new byte[TokenSize];
        byte[] data = [1, 2, 3];
        Assert.Equal(NtStatus.Success, context.Seal(token, data, out _));
        return (token, data);
    }

    private static NtStatus Unseal(SealContext context, (byte[] Token, byte[] Data) message) =>
        context.Unseal([.. message.Token], [.. message.Data], out _);
}
