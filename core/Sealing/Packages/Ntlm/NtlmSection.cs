// The Ntlm part of a packed context (PackedContext has the rest). Little-endian.
//   u8   strength of the sealing keys in bytes: 5, 7 or 16
//   u8   flags: 1 KEY_EXCH, 2 key streams follow
//   u32  SeqNum of the next message sent; FFFFFFFF is a closed direction
//   u32  SeqNum of the next message expected
//        session key, 16 bytes
//        with flag 2: two key streams, sending and receiving, each RC4's table (256 bytes, a permutation), x, y
//        (u8 each); without it both streams are at their beginning

using PerfLab.Sealing.Ciphers;

namespace PerfLab.Sealing.Packages.Ntlm;

internal static class NtlmSection
{
    private const byte KeyExchange = 1;
    private const byte HasStreams = 2;
    private const int SessionKeySize = 16;
    private const int TableSize = 256;

    internal static void Write(ref PackedWriter writer, NtlmContextOptions options)
    {
        bool streams = !options.SendStream.IsEmpty;
        writer.UInt8((byte)options.Strength);
        writer.UInt8((byte)((options.KeyExchange ? KeyExchange : 0) | (streams ? HasStreams : 0)));
        writer.UInt32(options.SendNumber);
        writer.UInt32(options.ReceiveNumber);
        writer.Bytes(options.SessionKey.Span);
        writer.Bytes(options.SendStream.Span);
        writer.Bytes(options.ReceiveStream.Span);
    }

    /// <summary>Reads the section; null when a value is not allowed.</summary>
    internal static NtlmContextOptions? Read(ref PackedReader reader, in PackedHeader header)
    {
        var strength = (NtlmKeyStrength)reader.UInt8();
        byte flags = reader.UInt8();
        uint sendNumber = reader.UInt32();
        uint receiveNumber = reader.UInt32();
        ReadOnlySpan<byte> sessionKey = reader.Bytes(SessionKeySize);
        int streamSize = (flags & HasStreams) != 0 ? Rc4HmacMd5.SavedStreamSize : 0;
        ReadOnlySpan<byte> sendStream = reader.Bytes(streamSize);
        ReadOnlySpan<byte> receiveStream = reader.Bytes(streamSize);
        bool allowed = reader.IsComplete
            && Enum.IsDefined(strength)
            && (flags & ~(KeyExchange | HasStreams)) == 0
            && IsStream(sendStream)
            && IsStream(receiveStream);
        return !allowed ? null : new NtlmContextOptions
        {
            Role = header.Role,
            Flags = header.Flags,
            Start = header.Start,
            Expiry = header.Expiry,
            SessionKey = sessionKey.ToArray(),
            Strength = strength,
            KeyExchange = (flags & KeyExchange) != 0,
            SendNumber = sendNumber,
            ReceiveNumber = receiveNumber,
            SendStream = sendStream.ToArray(),
            ReceiveStream = receiveStream.ToArray(),
        };
    }

    private static bool IsStream(ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty)
        {
            return true;
        }

        Span<bool> seen = stackalloc bool[TableSize];
        seen.Clear();
        foreach (byte entry in state[..TableSize])
        {
            seen[entry] = true;
        }

        return !seen.Contains(false);
    }
}
