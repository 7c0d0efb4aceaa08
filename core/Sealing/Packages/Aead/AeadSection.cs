// The Aead part of a packed context (PackedContext has the rest). Little-endian.
//   u64  counter of the next message sent
//   u64  counter of the next message expected
//   u64  forgeries refused so far
//   u8   number of suites, 1 to 5; then one u8 each, the default first, none twice
//   u16  length of the secret, 16 to 1024; then the secret

using PerfLab.Sealing.Ciphers;

namespace PerfLab.Sealing.Packages.Aead;

internal static class AeadSection
{
    internal static void Write(ref PackedWriter writer, AeadContextOptions options)
    {
        writer.UInt64(options.SendCounter);
        writer.UInt64(options.ReceiveCounter);
        writer.UInt64((ulong)options.Forgeries);
        writer.UInt8((byte)options.Suites.Count);
        foreach (AeadAlgorithm suite in options.Suites)
        {
            writer.UInt8((byte)suite);
        }

        writer.Block(options.Secret.Span);
    }

    /// <summary>Reads the section; null when a value is not allowed.</summary>
    internal static AeadContextOptions? Read(ref PackedReader reader, in PackedHeader header)
    {
        ulong sendCounter = reader.UInt64();
        ulong receiveCounter = reader.UInt64();
        ulong forgeries = reader.UInt64();
        AeadAlgorithm[] suites = [.. reader.Bytes(reader.UInt8()).ToArray().Select(suite => (AeadAlgorithm)suite)];
        ReadOnlySpan<byte> secret = reader.Block();
        bool allowed = forgeries <= long.MaxValue
            && suites.Length != 0
            && suites.Distinct().Count() == suites.Length
            && suites.All(suite => suite != AeadAlgorithm.None && Enum.IsDefined(suite))
            && secret.Length is >= AeadContext.MinSecretSize and <= AeadContext.MaxSecretSize;
        return !allowed ? null : new AeadContextOptions
        {
            Role = header.Role,
            Flags = header.Flags,
            Start = header.Start,
            Expiry = header.Expiry,
            Secret = secret.ToArray(),
            Suites = suites,
            SendCounter = sendCounter,
            ReceiveCounter = receiveCounter,
            Forgeries = (long)forgeries,
        };
    }
}
