using System.Buffers.Binary;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Kerberos;

/// <summary>Mutated tokens: our verdict is MIT's. No detection of order, so that every token is judged on its own.</summary>
/// <remarks>One exception: gss_unwrap_iov refuses any RRC but its own, while RFC 4121, gss_unwrap and we count it modulo the
/// body.</remarks>
public class MutationTests
{
    private const int Mutations = 24;
    private const int HeaderSize = 16;
    private const uint ErrorMask = 0xFFFF0000;

    private static readonly int[] s_lengths = [0, 1, 15, 17, 18, 43, 100];

    public static TheoryData<int> Types => [17, 18, 19, 20];

    [Theory]
    [MemberData(nameof(Types))]
    public void Our_verdict_is_that_of_mit(int type)
    {
        Assert.SkipWhen(GssLibrary.Mit is null, "MIT krb5 is not installed (libgssapi-krb5-2).");
        using var plain = new KerberosPair(GssLibrary.Mit!, type, SealRole.Acceptor, true, dce: false, 0, ContextFlags.None);
        using var dce = new KerberosPair(GssLibrary.Mit!, type, SealRole.Initiator, true, dce: true, 0, ContextFlags.None);
        var random = new Random(type);
        var verdicts = new List<bool>();
        foreach (int length in s_lengths)
        {
            for (int i = 0; i < Mutations; i++)
            {
                foreach (bool encrypt in (bool[])[true, false])
                {
                    verdicts.Add(CompareStream(plain, length, encrypt, random, i));
                    verdicts.Add(CompareIov(plain, length, encrypt, random, i));
                    verdicts.Add(CompareIov(dce, length, encrypt, random, i));
                }

                verdicts.Add(CompareMic(plain, length, random, i));
            }
        }

        Assert.True(verdicts.Count > 1000);
        Assert.True(verdicts.Count(accepted => accepted) >= 7 * s_lengths.Length, "the unchanged tokens were to be accepted");
        Assert.True(verdicts.Count(accepted => !accepted) > 800, "most mutations were to be refused");
    }

    private static bool CompareStream(KerberosPair pair, int length, bool encrypt, Random random, int mutation)
    {
        byte[] stream = Mutate(pair.Theirs.Wrap(Message(length), encrypt), random, mutation);
        // MIT zeroes fields of the header that it is given.
        bool theirs = (pair.Twin.Unwrap((byte[])stream.Clone(), out byte[] message, out _) & ErrorMask) == 0;
        byte[] sent = (byte[])stream.Clone();
        NtStatus status = ContextDriver.UnsealStream(pair.Ours, stream, out Range range, out _);
        AssertSame(theirs, status, sent);
        if (theirs)
        {
            Assert.Equal(message, stream[range]);
        }
        else
        {
            Assert.DoesNotContain(stream, b => b != 0);
        }

        return theirs;
    }

    private static bool CompareIov(KerberosPair pair, int length, bool encrypt, Random random, int mutation)
    {
        int size = encrypt ? pair.Ours.Sizes.SecurityTrailer : pair.Ours.Sizes.MaxSignature;
        byte[] token = new byte[size], data = Message(length), before = Message(5);
        Assert.Equal(GssContext.Complete, pair.Theirs.WrapIov(token, before, data, default, encrypt));
        byte[] sent = [.. token, .. data];
        byte[] all = Mutate((byte[])sent.Clone(), random, mutation);
        if (all.Length < HeaderSize)
        {
            return false;
        }

        token = all[..Math.Min(size, all.Length)];
        data = all[token.Length..];
        byte[] theirToken = (byte[])token.Clone(), theirData = (byte[])data.Clone();
        bool theirs = (pair.Twin.UnwrapIov(theirToken, before, theirData, default, out _) & ErrorMask) == 0;
        NtStatus status = ContextDriver.UnsealBetween(pair.Ours, token, before, data, [], out _);
        Assert.Equal(all[..token.Length], token);
        if (!theirs && IsSameRotation(all, sent))
        {
            Assert.Equal(NtStatus.Success, status);
            return true;
        }

        AssertSame(theirs, status, all);
        if (theirs)
        {
            Assert.Equal(theirData, data);
        }
        else
        {
            Assert.DoesNotContain(data, b => b != 0);
        }

        return theirs;
    }

    private static bool CompareMic(KerberosPair pair, int length, Random random, int mutation)
    {
        byte[] mic = Mutate(pair.Theirs.GetMic(Message(length)), random, mutation);
        bool theirs = (pair.Twin.VerifyMic(Message(length), (byte[])mic.Clone()) & ErrorMask) == 0;
        AssertSame(theirs, pair.Ours.Verify(mic, Message(length), out _), mic);
        return theirs;
    }

    // Nothing but RRC is different, and the rotation is the same.
    private static bool IsSameRotation(byte[] mutated, byte[] sent)
    {
        const int offset = 6, size = 2;
        return mutated.Length == sent.Length
            && !mutated.AsSpan(offset, size).SequenceEqual(sent.AsSpan(offset, size))
            && mutated.AsSpan(0, offset).SequenceEqual(sent.AsSpan(0, offset))
            && mutated.AsSpan(offset + size).SequenceEqual(sent.AsSpan(offset + size))
            && (BinaryPrimitives.ReadUInt16BigEndian(mutated.AsSpan(offset)) - BinaryPrimitives.ReadUInt16BigEndian(sent.AsSpan(offset)))
                % (sent.Length - HeaderSize) == 0;
    }

    private static void AssertSame(bool theirs, NtStatus ours, byte[] token) =>
        Assert.True(theirs == (ours == NtStatus.Success), $"MIT {(theirs ? "accepts" : "refuses")}, we say {ours}: {Convert.ToHexStringLower(token)}");

    // The first is left as it is; then fields of the header, single bits, and lengths.
    private static byte[] Mutate(byte[] token, Random random, int mutation)
    {
        switch (mutation)
        {
            case 0:
                break;
            case 1:
                token[2] ^= 1;
                break;
            case 2:
                token[2] ^= 2;
                break;
            case 3:
                token[2] ^= 4;
                break;
            case 4:
                token[2] ^= 0x80;
                break;
            case 5 or 6 or 7:
                BinaryPrimitives.WriteUInt16BigEndian(token.AsSpan(4), (ushort)(mutation == 5 ? random.Next(0, 40) : random.Next(0, 65536)));
                break;
            case 8 or 9:
                BinaryPrimitives.WriteUInt16BigEndian(token.AsSpan(6), (ushort)(2 * random.Next(0, 30) + 1));
                break;
            case 10 or 11:
                return token[..random.Next(0, token.Length)];
            case 12:
                return [.. token, .. Message(random.Next(1, 30))];
            default:
                token[random.Next(token.Length)] ^= (byte)(1 << random.Next(8));
                break;
        }

        return token;
    }

    private static byte[] Message(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        return message;
    }
}
