// The Kerberos part of a packed context (PackedContext has the rest). Little-endian.
//   u64  SND_SEQ of the next message sent
//   u64  SND_SEQ of the next message expected
//   u8   encryption type: 17 to 20
//   u16  length of the initiator's subkey or the session key, 16 or 32 as the type says; then the key
//   u16  length of the acceptor's subkey, the same or 0 when there is none; then the key

namespace PerfLab.Sealing.Packages.Kerberos;

internal static class KerberosSection
{
    internal static void Write(ref PackedWriter writer, KerberosContextOptions options)
    {
        writer.UInt64(options.SendNumber);
        writer.UInt64(options.ReceiveNumber);
        writer.UInt8((byte)options.EncryptionType);
        writer.Block(options.Key.Span);
        writer.Block(options.AcceptorSubkey.Span);
    }

    /// <summary>Reads the section; null when a value is not allowed.</summary>
    internal static KerberosContextOptions? Read(ref PackedReader reader, in PackedHeader header)
    {
        ulong sendNumber = reader.UInt64();
        ulong receiveNumber = reader.UInt64();
        var type = (KerberosEncryptionType)reader.UInt8();
        ReadOnlySpan<byte> key = reader.Block();
        ReadOnlySpan<byte> subkey = reader.Block();
        bool allowed = Enum.IsDefined(type) && key.Length == type.KeySize() && (subkey.IsEmpty || subkey.Length == key.Length);
        return !allowed ? null : new KerberosContextOptions
        {
            Role = header.Role,
            Flags = header.Flags,
            Start = header.Start,
            Expiry = header.Expiry,
            EncryptionType = type,
            Key = key.ToArray(),
            AcceptorSubkey = subkey.ToArray(),
            SendNumber = sendNumber,
            ReceiveNumber = receiveNumber,
        };
    }
}
