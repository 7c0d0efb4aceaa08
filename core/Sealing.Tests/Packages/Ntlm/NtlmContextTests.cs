using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages;
using PerfLab.Sealing.Packages.Ntlm;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Packages.Ntlm;

public class NtlmContextTests
{
    private const ContextFlags Sealing = ContextFlags.Integrity | ContextFlags.Confidentiality;
    private const int TokenSize = 16;

    private static readonly byte[] s_sessionKey = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Fact]
    public void Every_size_goes_through_in_pieces_that_hold_however_much_was_made_ahead()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        foreach (int size in Enumerable.Range(0, 700).Concat([4093, 65537]))
        {
            Assert.Equal(NtStatus.Success, Pass(client, server, new byte[size]));
        }
    }

    [Fact]
    public void Sizes_are_those_of_Windows()
    {
        using NtlmContext sealing = Context(SealRole.Initiator);
        using NtlmContext signing = Context(SealRole.Initiator, ContextFlags.Integrity);
        Assert.Equal((16, 16, 0), (sealing.Sizes.MaxSignature, sealing.Sizes.SecurityTrailer, sealing.Sizes.BlockSize));
        Assert.Equal((16, 0), (signing.Sizes.MaxSignature, signing.Sizes.SecurityTrailer));
    }

    [Fact]
    public void Without_SEAL_nothing_is_encrypted_and_without_SIGN_nothing_is_protected()
    {
        using NtlmContext signing = Context(SealRole.Initiator, ContextFlags.Integrity);
        using NtlmContext bare = Context(SealRole.Initiator, ContextFlags.None);
        byte[] token = new byte[TokenSize];
        byte[] data = [.. "data"u8];
        Assert.Equal(NtStatus.UnsupportedFunction, signing.Seal(token, data, out _));
        Assert.Equal([.. "data"u8], data);
        Assert.Equal(NtStatus.Success, signing.Seal(token, data, out _, qop: QualityOfProtection.WrapNoEncrypt));
        Assert.Equal([.. "data"u8], data);
        using NtlmContext receiver = Context(SealRole.Acceptor, ContextFlags.Integrity);
        Assert.Equal(NtStatus.Success, receiver.Verify(token, data, out _));
        Assert.Equal(NtStatus.UnsupportedFunction, receiver.Unseal(token, data, out _));
        Assert.Equal(NtStatus.InvalidHandle, bare.Seal(token, data, out _));
        Assert.Equal(NtStatus.InvalidHandle, bare.Sign(token, data, out _));
    }

    [Fact]
    public void A_number_out_of_turn_moves_nothing()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        (byte[] token, byte[] data) first = Seal(client, "first"u8);
        (byte[] token, byte[] data) second = Seal(client, "second"u8);
        Assert.Equal(NtStatus.OutOfSequence, server.Unseal(second.token, [.. second.data], out _));
        Assert.Equal(NtStatus.Success, server.Unseal(first.token, first.data, out _));
        Assert.Equal(NtStatus.OutOfSequence, server.Unseal(first.token, first.data, out _));
        Assert.Equal(NtStatus.Success, server.Unseal(second.token, second.data, out _));
        Assert.Equal([.. "second"u8], second.data);
    }

    [Fact]
    public void A_failed_message_closes_its_direction_only_and_leaves_no_plaintext()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        (byte[] token, byte[] data) = Seal(client, "a secret message"u8);
        token[4] ^= 1;
        Assert.Equal(NtStatus.MessageAltered, server.Unseal(token, data, out _));
        Assert.Equal(new byte[data.Length], data);
        (token, data) = Seal(client, "the next one"u8);
        Assert.Equal(NtStatus.ContextExpired, server.Unseal(token, data, out _));
        Assert.Equal(NtStatus.ContextExpired, server.Verify(token, data, out _));
        Assert.Equal(NtStatus.Success, Pass(server, client, [1, 2, 3]));

        // Closed it stays, wherever it goes.
        Assert.Equal(NtStatus.Success, PackedContext.Export(server, ExportFlags.None, out byte[]? packed));
        Assert.Equal(NtStatus.Success, PackedContext.Import(packed, out SealContext? moved));
        (token, data) = Seal(client, "and one more"u8);
        Assert.Equal(NtStatus.ContextExpired, moved!.Unseal(token, data, out _));
        moved.Dispose();
    }

    [Fact]
    public void A_failed_signature_moves_nothing()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        byte[] token = new byte[TokenSize];
        Assert.Equal(NtStatus.Success, client.Sign(token, "text"u8, out _));
        for (int bit = 0; bit < TokenSize * 8; bit++)
        {
            token[bit / 8] ^= (byte)(1 << bit % 8);
            NtStatus expected = bit < 32 ? NtStatus.InvalidToken : bit < 96 ? NtStatus.MessageAltered : NtStatus.OutOfSequence;
            Assert.Equal(expected, server.Verify(token, "text"u8, out _));
            token[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.Equal(NtStatus.MessageAltered, server.Verify(token, "test"u8, out _));
        Assert.Equal(NtStatus.Success, server.Verify(token, "text"u8, out _));
        Assert.Equal(NtStatus.Success, Pass(client, server, [9]));
    }

    [Fact]
    public void Tokens_of_other_sizes_are_refused_and_move_nothing()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        for (int size = 0; size < TokenSize; size++)
        {
            Assert.Equal(NtStatus.InvalidParameter, client.Seal(new byte[size], new byte[5], out int written));
            Assert.Equal(0, written);
            Assert.Equal(NtStatus.InvalidParameter, server.Unseal(new byte[size], new byte[5], out _));
        }

        (byte[] token, byte[] data) = Seal(client, "x"u8);
        Assert.Equal(NtStatus.InvalidToken, server.Unseal([.. token, 0], [.. data], out _));
        Assert.Equal(NtStatus.Success, server.Unseal(token, data, out _));
    }

    [Fact]
    public void Numbers_end_before_two_to_the_32()
    {
        using NtlmContext client = Context(SealRole.Initiator, first: uint.MaxValue - 2);
        using NtlmContext server = Context(SealRole.Acceptor, first: uint.MaxValue - 2);
        Assert.Equal(NtStatus.Success, Pass(client, server, [1]));
        Assert.Equal(NtStatus.Success, Pass(client, server, [2]));
        Assert.Equal(NtStatus.ContextExpired, client.Seal(new byte[TokenSize], new byte[1], out _));
        Assert.Equal(NtStatus.ContextExpired, client.Sign(new byte[TokenSize], new byte[1], out _));
    }

    // MS-SPNG section 3.3.5.1: the mechListMICs are message 0, then the key streams start again and the numbers go on.
    [Fact]
    public void After_mechListMIC_the_key_streams_restart_and_the_numbers_go_on()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        using NtlmContext fresh = Context(SealRole.Initiator, first: 1);
        byte[] token = new byte[TokenSize];
        Assert.Equal(NtStatus.Success, client.Sign(token, "mechList"u8, out _));
        Assert.Equal(NtStatus.Success, server.Verify(token, "mechList"u8, out _));
        Assert.Equal(NtStatus.Success, client.RestartKeyStreams());
        Assert.Equal(NtStatus.Success, server.RestartKeyStreams());

        (byte[] token, byte[] data) expected = Seal(fresh, "message"u8);
        (byte[] token, byte[] data) actual = Seal(client, "message"u8);
        Assert.Equal(expected.token, actual.token);
        Assert.Equal(expected.data, actual.data);
        Assert.Equal(NtStatus.Success, server.Unseal(actual.token, actual.data, out _));
        Assert.Equal(NtStatus.UnsupportedFunction, client.RestartKeyStreams());
        Assert.Equal(NtStatus.UnsupportedFunction, server.RestartKeyStreams());
    }

    [Fact]
    public void Datagrams_come_in_any_order_once_and_are_sent_once()
    {
        using NtlmContext client = Context(SealRole.Initiator, Sealing | ContextFlags.Datagram);
        using NtlmContext server = Context(SealRole.Acceptor, Sealing | ContextFlags.Datagram | ContextFlags.ReplayDetect);
        (byte[] token, byte[] data)[] messages = [.. Enumerable.Range(0, 50).Select(i => Seal(client, [(byte)i, 1, 2], (uint)i))];
        Assert.Equal(NtStatus.OutOfSequence, client.Seal(new byte[TokenSize], new byte[3], out _, sequenceNumber: 7));
        Assert.Equal(NtStatus.OutOfSequence, client.Sign(new byte[TokenSize], new byte[3], out _, sequenceNumber: 7));
        foreach (int i in Enumerable.Range(0, 50).Reverse())
        {
            (byte[] token, byte[] data) = messages[i];
            byte[] altered = [.. data];
            altered[1] ^= 1;
            Assert.Equal(NtStatus.MessageAltered, server.Unseal(token, altered, out _));
            Assert.Equal(new byte[3], altered);
            byte[] copy = [.. data];
            Assert.Equal(NtStatus.OutOfSequence, server.Unseal(token, [.. data], out _, sequenceNumber: 1000));
            Assert.Equal(NtStatus.Success, server.Unseal(token, data, out _, sequenceNumber: (uint)i));
            Assert.Equal([(byte)i, 1, 2], data);
            Assert.Equal(NtStatus.OutOfSequence, server.Unseal(token, copy, out _));
            Assert.Equal(new byte[3], copy);
        }

        Assert.Equal(NtStatus.UnsupportedFunction, client.RestartKeyStreams());
    }

    [Fact]
    public void A_stream_is_unsealed_where_it_lies()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        (byte[] token, byte[] data) = Seal(client, "in the stream"u8);
        byte[] stream = [.. token, .. data];
        Assert.Equal(NtStatus.IncompleteMessage, ContextDriver.UnsealStream(server, stream[..15], out _, out _));
        Assert.Equal(NtStatus.Success, ContextDriver.UnsealStream(server, stream, out Range plaintext, out _));
        Assert.Equal([.. "in the stream"u8], stream[plaintext]);
        (token, data) = Seal(client, "altered"u8);
        stream = [.. token, .. data];
        stream[^1] ^= 1;
        Assert.Equal(NtStatus.MessageAltered, ContextDriver.UnsealStream(server, stream, out _, out _));
        Assert.Equal(new byte[7], stream[TokenSize..]);
    }

    [Fact]
    public void The_MAC_is_over_all_buffers_in_descriptor_order()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext whole = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        byte[] token = new byte[TokenSize];
        byte[] data = [.. "data"u8];
        Assert.Equal(NtStatus.Success, ContextDriver.SealBetween(client, token, [.. "before"u8], data, [.. "after"u8], default, out _));
        byte[] signature = new byte[TokenSize];
        Assert.Equal(NtStatus.Success, whole.Sign(signature, "beforedataafter"u8, out _));

        // The same MAC, under other bytes of the key stream: compare after taking the key stream off, without KEY_EXCH.
        Assert.Equal(NtStatus.MessageAltered, ContextDriver.UnsealBetween(server, token, [.. "Before"u8], [.. data], [.. "after"u8], out _));
        using NtlmContext other = Context(SealRole.Acceptor);
        Assert.Equal(NtStatus.Success, ContextDriver.UnsealBetween(other, token, [.. "before"u8], data, [.. "after"u8], out _));
        Assert.Equal([.. "data"u8], data);

        using NtlmContext plainClient = Context(SealRole.Initiator, keyExchange: false);
        using NtlmContext plainWhole = Context(SealRole.Initiator, keyExchange: false);
        Assert.Equal(NtStatus.Success, ContextDriver.SealBetween(plainClient, token, [.. "before"u8], [.. "data"u8], [.. "after"u8], default, out _));
        Assert.Equal(NtStatus.Success, plainWhole.Sign(signature, "beforedataafter"u8, out _));
        Assert.Equal(signature, token);
    }

    [Theory]
    [InlineData(0x40000000u)]
    [InlineData(0x00000200u)]
    [InlineData(0x80000201u)]
    public void Other_qualities_of_protection_are_not_supported(uint qop)
    {
        using NtlmContext client = Context(SealRole.Initiator);
        Assert.Equal(NtStatus.QopNotSupported, client.Seal(new byte[TokenSize], new byte[4], out _, qop: new(qop)));
        Assert.Equal(NtStatus.QopNotSupported, client.Sign(new byte[TokenSize], new byte[4], out _, new(qop)));
    }

    [Fact]
    public void Messages_allocate_nothing()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        byte[] token = new byte[TokenSize];
        byte[] data = new byte[1000];
        void Once()
        {
            client.Seal(token, data, out _);
            server.Unseal(token, data, out _);
            client.Sign(token, data, out _);
            server.Verify(token, data, out _);
        }

        Once();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Once();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Many_threads_seal_and_each_message_has_its_own_number()
    {
        using NtlmContext client = Context(SealRole.Initiator);
        using NtlmContext server = Context(SealRole.Acceptor);
        var messages = new System.Collections.Concurrent.ConcurrentBag<(byte[] Token, byte[] Data)>();
        Parallel.For(0, 2000, _ => messages.Add(Seal(client, "0123456789"u8)));
        foreach ((byte[] token, byte[] data) in messages.OrderBy(message => BitConverter.ToUInt32(message.Token, 12)))
        {
            Assert.Equal(NtStatus.Success, server.Unseal(token, data, out _));
        }
    }

    [Fact]
    public void Wrong_options_are_refused() =>
        Assert.All(
            (NtlmContextOptions[])
            [
                new() { Role = SealRole.Initiator, SessionKey = new byte[15] },
                new() { Role = SealRole.Initiator, SessionKey = new byte[16], Strength = (NtlmKeyStrength)6 },
            ],
            options => Assert.Throws<ArgumentException>(() => new NtlmContext(options)));

    private static NtlmContext Context(SealRole role, ContextFlags flags = Sealing, uint first = 0, bool keyExchange = true) => new(new NtlmContextOptions
    {
        Role = role,
        Flags = flags,
        SessionKey = s_sessionKey,
        SendNumber = first,
        ReceiveNumber = first,
        KeyExchange = keyExchange,
    });

    private static (byte[] Token, byte[] Data) Seal(NtlmContext context, ReadOnlySpan<byte> message, uint number = 0)
    {
        byte[] token = new byte[TokenSize];
        byte[] data = message.ToArray();
        Assert.Equal(NtStatus.Success, context.Seal(token, data, out _, sequenceNumber: number));
        return (token, data);
    }

    private static NtStatus Pass(NtlmContext from, NtlmContext to, byte[] message)
    {
        (byte[] token, byte[] data) = Seal(from, message);
        NtStatus status = to.Unseal(token, data, out _);
        Assert.Equal(message, data);
        return status;
    }
}
