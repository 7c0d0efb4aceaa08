using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;

namespace PerfLab.Sealing.Tests.Packages.Aead;

/// <summary>A batch is what the same messages are one by one: the same bytes, numbers, statuses and windows.</summary>
public sealed class AeadBatchTests
{
    private const int TokenSize = 32;
    private const ContextFlags Protected = ContextFlags.Integrity | ContextFlags.Confidentiality;

    private static readonly AeadAlgorithm[] s_suites =
        [.. Enum.GetValues<AeadAlgorithm>().Where(suite => suite != AeadAlgorithm.None && AeadCiphers.Tiers(suite).Count > 0)];

    public static TheoryData<AeadAlgorithm> Suites() => [.. s_suites];

    // Every length to 300 and beside it every associated data to 250, in an order that mixes them.
    [Theory]
    [MemberData(nameof(Suites))]
    public void Every_message_equals_one_by_one(AeadAlgorithm suite)
    {
        using AeadContext batched = Open(SealRole.Initiator, suite), single = Open(SealRole.Initiator, suite);
        using AeadContext receiver = Open(SealRole.Acceptor, suite, ContextFlags.SequenceDetect);
        SealMessage[] messages = [.. Enumerable.Range(0, 301).Select(i => NewMessage(batched, 7 * i % 301, i % 3 == 0 ? 0 : 5 * i % 251))];
        SealBatch.Seal(messages);
        foreach (SealMessage message in messages)
        {
            (byte[] token, byte[] data) = (new byte[TokenSize], Plaintext(message.Data.Length));
            Assert.Equal(NtStatus.Success, single.Seal(token, data, out _, message.AssociatedData.Span));
            Assert.Equal((NtStatus.Success, TokenSize), (message.Status, message.TokenLength));
            Assert.Equal(data, message.Data.ToArray());
            Assert.Equal(token, message.Token.ToArray());
        }

        To(receiver, messages);
        SealBatch.Unseal(messages);
        Assert.All(messages, message => Assert.Equal(NtStatus.Success, message.Status));
        Assert.All(messages, message => Assert.Equal(Plaintext(message.Data.Length), message.Data.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_tampered_message_is_wiped_and_harms_no_other(AeadAlgorithm suite)
    {
        using AeadContext sender = Open(SealRole.Initiator, suite), receiver = Open(SealRole.Acceptor, suite, ContextFlags.ReplayDetect);
        for (int bad = 0; bad < 16; bad++)
        {
            SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(sender, 64 + i, i))];
            SealBatch.Seal(messages);
            (byte[] token, byte[] data) = (messages[bad].Token.ToArray(), messages[bad].Data.ToArray());
            messages[bad].Data.Span[bad] ^= 1;
            To(receiver, messages);
            SealBatch.Unseal(messages);
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(i == bad ? NtStatus.MessageAltered : NtStatus.Success, messages[i].Status);
                Assert.Equal(i == bad ? new byte[64 + i] : Plaintext(64 + i), messages[i].Data.ToArray());
            }

            // The window did not move for the forged one.
            Assert.Equal(NtStatus.Success, receiver.Unseal(token, data, out _, messages[bad].AssociatedData.Span));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_message_twice_in_a_batch_is_accepted_once(AeadAlgorithm suite)
    {
        using AeadContext sender = Open(SealRole.Initiator, suite), receiver = Open(SealRole.Acceptor, suite, ContextFlags.ReplayDetect);
        SealMessage[] messages = [.. Enumerable.Range(0, 8).Select(i => NewMessage(sender, 50, 0))];
        SealBatch.Seal(messages);
        SealMessage replayed = messages[2];
        replayed.Data = replayed.Data.ToArray();
        messages = [.. messages[..5], replayed, .. messages[5..]];
        To(receiver, messages);
        SealBatch.Unseal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal(i == 5 ? NtStatus.OutOfSequence : NtStatus.Success, messages[i].Status);
            Assert.Equal(i == 5 ? new byte[50] : Plaintext(50), messages[i].Data.ToArray());
        }
    }

    [Fact]
    public void The_last_counters_run_out_in_the_middle_of_a_batch()
    {
        using var sender = new AeadContext(new() { Role = SealRole.Initiator, Secret = Plaintext(32), SendCounter = (1UL << 40) - 4 });
        SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(sender, 64, 0))];
        SealBatch.Seal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal(i < 5 ? NtStatus.Success : NtStatus.ContextExpired, messages[i].Status);
            Assert.Equal(i < 5 ? TokenSize : 0, messages[i].TokenLength);
            Assert.Equal(i >= 5, messages[i].Data.Span.SequenceEqual(Plaintext(64)));
            Assert.Equal(i >= 5, messages[i].Token.Span.IndexOfAnyExcept((byte)0) < 0);
        }

        Assert.Equal(NtStatus.ContextExpired, sender.Seal(new byte[TokenSize], new byte[1], out _));
    }

    [Fact]
    public void Refused_messages_take_no_number_and_others_keep_their_order()
    {
        using AeadContext sender = Open(SealRole.Initiator, AeadAlgorithm.Aes256Gcm), receiver = Open(SealRole.Acceptor, AeadAlgorithm.Aes256Gcm, ContextFlags.SequenceDetect);
        SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(sender, i == 3 ? 5000 : 64, 0))];
        messages[4].Token = new byte[10];
        messages[6].QualityOfProtection = new QualityOfProtection(1);
        messages[8].Token = messages[8].Data;
        messages[10].QualityOfProtection = QualityOfProtection.WrapNoEncrypt;
        messages[12].SequenceNumber = 9;
        messages[14].AssociatedData = messages[14].Data[60..];
        SealBatch.Seal(messages);
        Assert.Equal(NtStatus.InvalidParameter, messages[4].Status);
        Assert.Equal(NtStatus.QopNotSupported, messages[6].Status);
        Assert.Equal(NtStatus.InvalidParameter, messages[8].Status);
        Assert.Equal(NtStatus.InvalidParameter, messages[14].Status);
        messages = [.. messages.Where(message => message.Status == NtStatus.Success)];
        Assert.Equal(12, messages.Length);
        To(receiver, messages);
        SealBatch.Unseal(messages);
        Assert.All(messages, message => Assert.Equal(NtStatus.Success, message.Status));
    }

    // The limits are those of RFC 9001 section 6.6. Every other message is forged, and the third of them is the last that is
    // tried: the first message of a pair in one turn, the second in the other.
    [Theory]
    [MemberData(nameof(Suites))]
    public void The_last_forgeries_run_out_in_the_middle_of_a_batch(AeadAlgorithm suite)
    {
        long limit = suite is AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm ? 1L << 52 : 1L << 36;
        foreach (int firstForged in (int[])[0, 1])
        {
            using AeadContext sender = Open(SealRole.Initiator, suite);
            using var receiver = new AeadContext(new() { Role = SealRole.Acceptor, Secret = Plaintext(32), Suites = [suite], Forgeries = limit - 3 });
            SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(sender, 60 + i, 0))];
            SealBatch.Seal(messages);
            for (int i = firstForged; i < messages.Length; i += 2)
            {
                messages[i].Data.Span[0] ^= 1;
            }

            To(receiver, messages);
            SealBatch.Unseal(messages);
            int last = firstForged + 4;
            for (int i = 0; i < messages.Length; i++)
            {
                bool forged = i % 2 == firstForged;
                Assert.Equal(i > last ? NtStatus.ContextExpired : forged ? NtStatus.MessageAltered : NtStatus.Success, messages[i].Status);
                Assert.Equal(i > last || forged ? new byte[60 + i] : Plaintext(60 + i), messages[i].Data.ToArray());
            }

            (byte[] token, byte[] data) = (new byte[TokenSize], new byte[1]);
            Assert.Equal(NtStatus.Success, sender.Seal(token, data, out _));
            Assert.Equal(NtStatus.ContextExpired, receiver.Unseal(token, data, out _));
        }
    }

    // Two contexts of two suites, three qualities of protection and a number for each message, in runs that end in different
    // places; one associated data is longer than what short messages have powers of the hash key for.
    [Fact]
    public void Neighbours_keep_their_own_key_suite_and_number()
    {
        AeadContext[] senders = [TwoSuites(SealRole.Initiator, 32), TwoSuites(SealRole.Initiator, 33)];
        AeadContext[] receivers = [TwoSuites(SealRole.Acceptor, 32), TwoSuites(SealRole.Acceptor, 33)];
        QualityOfProtection[] qops = [default, QualityOfProtection.ForSuite((byte)AeadAlgorithm.Aes128Gcm), QualityOfProtection.WrapNoEncrypt];
        SealMessage[] messages = [.. Enumerable.Range(0, 48).Select(i => NewMessage(senders[i / 3 % 2], 40, i == 5 ? 900 : 10))];
        for (int i = 0; i < messages.Length; i++)
        {
            (messages[i].QualityOfProtection, messages[i].SequenceNumber) = (qops[i / 4 % 3], (uint)(i + 1));
        }

        SealBatch.Seal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            byte[] data = messages[i].Data.ToArray();
            messages[i].Context = receivers[i / 3 % 2];
            Assert.Equal(NtStatus.Success, messages[i].Context.Unseal(messages[i].Token.Span, data, out QualityOfProtection qop, messages[i].AssociatedData.Span, (uint)(i + 1)));
            Assert.Equal(qops[i / 4 % 3], qop);
            Assert.Equal(Plaintext(40), data);
        }

        // One of them is expected under another number.
        messages[17].SequenceNumber = 99;
        SealBatch.Unseal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal(i == 17 ? NtStatus.OutOfSequence : NtStatus.Success, messages[i].Status);
            Assert.Equal(qops[i / 4 % 3], messages[i].QualityOfProtection);
            Assert.Equal(i == 17 ? new byte[40] : Plaintext(40), messages[i].Data.ToArray());
        }

        Array.ForEach([.. senders, .. receivers], context => context.Dispose());

        static AeadContext TwoSuites(SealRole role, int secret) =>
            new(new() { Role = role, Secret = Plaintext(secret), Suites = [AeadAlgorithm.Aes256Gcm, AeadAlgorithm.Aes128Gcm] });
    }

    [Fact]
    public void Several_contexts_and_a_deleted_one_share_a_batch()
    {
        AeadContext[] senders = [.. Enumerable.Range(0, 4).Select(i => new AeadContext(new() { Role = SealRole.Initiator, Secret = Plaintext(32 + i) }))];
        AeadContext[] receivers = [.. Enumerable.Range(0, 4).Select(i => new AeadContext(new() { Role = SealRole.Acceptor, Secret = Plaintext(32 + i) }))];
        senders[2].Dispose();
        SealMessage[] messages = [.. Enumerable.Range(0, 16).Select(i => NewMessage(senders[i % 4], 10 * i, 0))];
        SealBatch.Seal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal(i % 4 == 2 ? NtStatus.InvalidHandle : NtStatus.Success, messages[i].Status);
            messages[i].Context = receivers[i % 4];
        }

        receivers[1].Dispose();
        SealBatch.Unseal(messages);
        for (int i = 0; i < messages.Length; i++)
        {
            Assert.Equal((i % 4) switch { 1 => NtStatus.InvalidHandle, 2 => NtStatus.InvalidToken, _ => NtStatus.Success }, messages[i].Status);
            Assert.True(i % 2 == 1 || i % 4 == 2 || messages[i].Data.Span.SequenceEqual(Plaintext(10 * i)));
        }

        Array.ForEach([.. senders, .. receivers], context => context.Dispose());
    }

    [Fact]
    public void Batches_of_many_threads_never_share_a_number()
    {
        using AeadContext sender = Open(SealRole.Initiator, AeadAlgorithm.Aes256Gcm), receiver = Open(SealRole.Acceptor, AeadAlgorithm.Aes256Gcm, ContextFlags.ReplayDetect);
        SealMessage[][] batches = [.. Enumerable.Range(0, 100).Select(i => Enumerable.Range(0, 16).Select(_ => NewMessage(sender, 40, 0)).ToArray())];
        Parallel.ForEach(batches, batch => SealBatch.Seal(batch));
        Parallel.ForEach(batches, batch =>
        {
            To(receiver, batch);
            SealBatch.Unseal(batch);
        });
        Assert.All(batches.SelectMany(batch => batch), message => Assert.Equal(NtStatus.Success, message.Status));
    }

    private static void To(SealContext receiver, SealMessage[] messages)
    {
        foreach (ref SealMessage message in messages.AsSpan())
        {
            (message.Context, message.SequenceNumber) = (receiver, 0);
        }
    }

    private static SealMessage NewMessage(SealContext context, int length, int aadLength) => new()
    {
        Context = context,
        Token = new byte[TokenSize],
        Data = Plaintext(length),
        AssociatedData = Plaintext(aadLength),
    };

    private static byte[] Plaintext(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static AeadContext Open(SealRole role, AeadAlgorithm suite, ContextFlags detect = ContextFlags.None) =>
        new(new() { Role = role, Secret = Plaintext(32), Suites = [suite], Flags = Protected | detect });
}
