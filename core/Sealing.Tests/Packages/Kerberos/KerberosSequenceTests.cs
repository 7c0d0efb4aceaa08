using System.Buffers.Binary;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

public class KerberosSequenceTests
{
    private const uint DuplicateToken = 2;
    private const int TokenRoom = 128;

    // The sequence tables of MIT krb5 (t_seqstate.c): a number and what becomes of it. f: fresh, r: replayed, b: before the
    // first number. MIT calls a fresh number GAP or UNSEQ where the order is detected, and a number before the first GAP;
    // here fresh numbers pass in replay mode, and the others are out of sequence.
    public static TheoryData<ulong, string> MitTables => new()
    {
        { 100, "100f 102f 103f 101f" },
        { 200, "201f 202f 200f 203f" },
        { ulong.MaxValue - 1, "+0f +1f +2f +3f" },
        { ulong.MaxValue - 1, "+0f +2f +1f +3f" },
        { uint.MaxValue - 1, "+0f +1f +2f +3f" },
        { uint.MaxValue - 1, "+0f +2f +1f +3f" },
        { uint.MaxValue - 1, "+0f +1f 0b" },
        { 250, "250f 250r" },
        { 0, "5f 3f 8f 3r 0f 0r 5r 3r 8r 9f" },
        { ulong.MaxValue - 5, "+5f +3f +6f +5r +5r +8f +6r +7f +3r -1b" },
    };

    [Theory]
    [MemberData(nameof(MitTables))]
    public void Replay_detection_follows_mit(ulong first, string table)
    {
        using KerberosContext sender = Open(SealRole.Initiator, ContextFlags.None, first);
        using KerberosContext receiver = Open(SealRole.Acceptor, ContextFlags.ReplayDetect, first);
        using KerberosContext careless = Open(SealRole.Acceptor, ContextFlags.None, first);
        foreach (string step in table.Split(' '))
        {
            string number = step[..^1];
            ulong value = number[0] is '+' or '-' ? unchecked(first + (ulong)long.Parse(number)) : ulong.Parse(number);
            NtStatus expected = step[^1] == 'f' ? NtStatus.Success : NtStatus.OutOfSequence;
            Assert.Equal(expected, Send(sender, receiver, value));
            Assert.Equal(NtStatus.Success, Send(sender, careless, value));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(uint.MaxValue)]
    [InlineData(ulong.MaxValue - 1)]
    public void Ordered_takes_exactly_the_next(ulong first)
    {
        using KerberosContext sender = Open(SealRole.Initiator, ContextFlags.None, first);
        using KerberosContext receiver = Open(SealRole.Acceptor, ContextFlags.SequenceDetect, first);
        Assert.Equal(NtStatus.Success, Send(sender, receiver, first));
        Assert.Equal(NtStatus.OutOfSequence, Send(sender, receiver, unchecked(first + 2)));
        Assert.Equal(NtStatus.Success, Send(sender, receiver, unchecked(first + 1)));
        Assert.Equal(NtStatus.OutOfSequence, Send(sender, receiver, unchecked(first + 1)));
        Assert.Equal(NtStatus.Success, Send(sender, receiver, unchecked(first + 2)));
    }

    // After a jump, fresh numbers behind it pass. MIT 1.20 shifts a 64-bit map by the jump modulo 64, so that after a jump
    // of 64 or more some fresh numbers count as duplicates. That is the one known difference.
    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(127)]
    [InlineData(128)]
    public void Fresh_numbers_behind_a_jump_pass(ulong jump)
    {
        Assert.SkipWhen(GssLibrary.Mit is null, "MIT krb5 is not installed (libgssapi-krb5-2).");
        const ulong first = 5000;
        using var pair = new KerberosPair(GssLibrary.Mit!, 18, SealRole.Acceptor, subkey: true, dce: false, 0);
        using KerberosContext sender = MakeSender();
        ulong newest = first + 10 + jump;
        foreach (ulong number in Range(first, 11).Append(newest).Concat(Range(newest - 52, 52).Reverse()))
        {
            (byte[] token, byte[] data) = Seal(sender, number);
            uint theirs = pair.Twin.UnwrapIov((byte[])token.Clone(), default, (byte[])data.Clone(), default, out _);
            NtStatus ours = pair.Ours.Unseal(token, data, out _);
            Assert.Equal(NtStatus.Success, ours);
            Assert.True(theirs == GssContext.Complete || (jump >= 64 && theirs == DuplicateToken), $"{number}: MIT says {theirs:x8}");
        }
    }

    [Fact]
    public void A_forged_number_does_not_move_the_window()
    {
        foreach (ContextFlags detect in (ContextFlags[])[ContextFlags.ReplayDetect, ContextFlags.SequenceDetect])
        {
            using KerberosContext sender = Open(SealRole.Initiator, ContextFlags.None, 1);
            using KerberosContext receiver = Open(SealRole.Acceptor, detect, 1);
            (byte[] token, byte[] data) = Seal(sender, 1);
            BinaryPrimitives.WriteUInt64BigEndian(token.AsSpan(8), 5000);
            Assert.Equal(NtStatus.MessageAltered, receiver.Unseal(token, data, out _));
            Assert.Equal(NtStatus.Success, Send(sender, receiver, 1));
            Assert.Equal(NtStatus.Success, Send(sender, receiver, 2));
        }
    }

    [Fact]
    public void Numbers_of_many_threads_have_no_gap()
    {
        const int threads = 4, messages = 2000;
        using KerberosContext sender = Open(SealRole.Initiator, ContextFlags.None, uint.MaxValue - 100UL);
        var seen = new System.Collections.Concurrent.ConcurrentBag<ulong>();
        var confounders = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            byte[] token = new byte[TokenRoom], data = new byte[8];
            for (int i = 0; i < messages; i++)
            {
                Assert.Equal(NtStatus.Success, sender.Seal(token, data, out int length));
                seen.Add(BinaryPrimitives.ReadUInt64BigEndian(token.AsSpan(8)));
                confounders.Add(Convert.ToHexString(token.AsSpan(length - 16, 16)));
            }
        });
        Assert.Equal(Range(uint.MaxValue - 100UL, threads * messages), seen.Order());
        Assert.Equal(threads * messages, confounders.Distinct().Count());
    }

    private static IEnumerable<ulong> Range(ulong first, int count) => Enumerable.Range(0, count).Select(i => first + (ulong)i);

    private static NtStatus Send(KerberosContext sender, KerberosContext receiver, ulong number)
    {
        (byte[] token, byte[] data) = Seal(sender, number);
        NtStatus status = receiver.Unseal(token, data, out _);
        Assert.Equal(status == NtStatus.Success ? (byte)7 : (byte)0, data[0]);
        return status;
    }

    private static (byte[] Token, byte[] Data) Seal(KerberosContext sender, ulong number)
    {
        byte[] token = new byte[TokenRoom], data = [7, 7, 7];
        int written = ContextDriver.WrapBetween(sender, token, [], data, [], number, Enumerable.Repeat((byte)number, 16).ToArray());
        return (token[..written], data);
    }

    // The peer's end of a KerberosPair in which we are the acceptor.
    private static KerberosContext MakeSender() => new(new()
    {
        Role = SealRole.Initiator,
        EncryptionType = KerberosEncryptionType.Aes256Sha1,
        Key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(),
        AcceptorSubkey = Enumerable.Range(100, 32).Select(i => (byte)i).ToArray(),
    });

    private static KerberosContext Open(SealRole role, ContextFlags detect, ulong number) => new(new()
    {
        Role = role,
        EncryptionType = KerberosEncryptionType.Aes128Sha1,
        Key = new byte[16],
        Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | detect,
        SendNumber = number,
        ReceiveNumber = number,
    });
}
