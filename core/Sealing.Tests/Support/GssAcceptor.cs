using System.Buffers.Binary;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Kerberos;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>The acceptor's side of a handshake by MIT krb5, handed over to a context of ours.</summary>
internal static unsafe class GssAcceptor
{
    private const int KeyMagic = -1760647421;

    // Marks the start of the record, behind one OID or, after SPNEGO, two: 6 words, a 16-byte seed, 8 words (ser_sctx.c);
    // then seq_send and seq_recv.
    private const int ContextMagic = 39756040;
    private const int NumbersOffset = 6 * 4 + 16 + 8 * 4;

    /// <summary>Accepts the initiator's token.</summary>
    /// <param name="library">MIT krb5.</param>
    /// <param name="token">The initiator's token.</param>
    /// <param name="answer">The token to give back to the initiator.</param>
    /// <returns>What the acceptor's context is made from.</returns>
    internal static KerberosContextOptions Accept(GssLibrary library, byte[] token, out byte[] answer)
    {
        uint minor;
        void* context = null;
        GssBuffer output = default, exported = default;
        fixed (byte* bytes = token)
        {
            var input = new GssBuffer { Length = (nuint)token.Length, Value = bytes };
            uint major = library.AcceptContext(&minor, &context, null, &input, null, null, null, &output, null, null, null);
            Require(major, minor, "gss_accept_sec_context");
        }

        answer = Take(library, output);
        Require(library.ExportContext(&minor, &context, &exported), minor, "gss_export_sec_context");
        return Parse(Take(library, exported));
    }

    private static KerberosContextOptions Parse(ReadOnlySpan<byte> blob)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(magic, ContextMagic);
        ReadOnlySpan<byte> numbers = blob[(blob.IndexOf(magic) + NumbersOffset)..];
        var keys = new List<(int Type, byte[] Key)>();
        for (int i = 0; i + 12 <= blob.Length; i++)
        {
            int size = BinaryPrimitives.ReadInt32BigEndian(blob[(i + 8)..]);
            if (BinaryPrimitives.ReadInt32BigEndian(blob[i..]) == KeyMagic && size is 16 or 32)
            {
                keys.Add((BinaryPrimitives.ReadInt32BigEndian(blob[(i + 4)..]), blob.Slice(i + 12, size).ToArray()));
            }
        }

        return new KerberosContextOptions
        {
            Role = SealRole.Acceptor,
            EncryptionType = (KerberosEncryptionType)keys[0].Type,
            Key = keys[0].Key,
            AcceptorSubkey = keys.Count > 1 ? keys[^1].Key : default(ReadOnlyMemory<byte>),
            SendNumber = BinaryPrimitives.ReadUInt64BigEndian(numbers),
            ReceiveNumber = BinaryPrimitives.ReadUInt64BigEndian(numbers[8..]),
            Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.ReplayDetect | ContextFlags.SequenceDetect,
        };
    }

    private static byte[] Take(GssLibrary library, GssBuffer buffer)
    {
        uint minor;
        byte[] bytes = new ReadOnlySpan<byte>(buffer.Value, (int)buffer.Length).ToArray();
        _ = library.ReleaseBuffer(&minor, &buffer);
        return bytes;
    }

    private static void Require(uint major, uint minor, string call)
    {
        if (major != GssContext.Complete)
        {
            throw new InvalidOperationException($"{call} failed: {major:x8} {minor}.");
        }
    }
}
