// gss-ntlmssp behind MIT's mechanism glue, with contexts made from raw keys: no exchange. The interprocess token is that
// of src/gss_serialize.c of gss-ntlmssp 1.2 (EXPORT_CTX_VER 5): fixed fields, then what they point to by offset and length.
//
// Known defects of the peer that tests go around: an empty message is refused, conf_req 0 seals all the same, a token of
// fewer than 16 bytes is subtracted below zero, one failed token leaves its key stream out of step for good (and a length
// without bytes in the output), and datagram mode encrypts with the key stream of the message before, so only connection
// mode is compared.

using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Makes contexts of gss-ntlmssp.</summary>
internal sealed class GssNtlmContext
{
    // NTLMSSP_NEGOTIATE_*: UNICODE, SIGN, SEAL, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY; 128, 56; KEY_EXCH.
    private const uint BaseFlags = 0x1 | 0x10 | 0x20 | 0x8000 | 0x80000;
    private const uint Flag128 = 0x20000000;
    private const uint Flag56 = 0x80000000;
    private const uint FlagKeyExchange = 0x40000000;

    // GSS_C_*: MUTUAL, REPLAY, SEQUENCE, CONF, INTEG.
    private const uint GssFlags = 0x3E;
    private const byte Established = 5;
    private const int TableSize = 256;

    private static readonly byte[] s_oid = Convert.FromHexString("2b06010401823702020a");
    private static readonly Lazy<bool> s_isPresent = new(Probe);

    private readonly ArrayBufferWriter<byte> _fields = new();
    private readonly ArrayBufferWriter<byte> _data = new();

    /// <summary>True where the mechanism is installed (Debian packages libgssapi-krb5-2 and gss-ntlmssp).</summary>
    internal static bool IsPresent => s_isPresent.Value;

    /// <summary>An established context.</summary>
    /// <param name="initiator">Which end it is.</param>
    /// <param name="sessionKey">ExportedSessionKey.</param>
    /// <param name="strength">Bytes of it that go into the sealing keys: 5, 7 or 16.</param>
    /// <param name="keyExchange">NTLMSSP_NEGOTIATE_KEY_EXCH.</param>
    internal static GssContext Open(bool initiator, byte[] sessionKey, int strength = 16, bool keyExchange = true) =>
        GssContext.Import(GssLibrary.Mit!, Token(initiator, sessionKey, strength, keyExchange));

    private static byte[] Token(bool initiator, byte[] sessionKey, int strength, bool keyExchange)
    {
        var token = new GssNtlmContext();
        token.WriteFields(initiator, sessionKey, strength, keyExchange);
        byte[] oidSize = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(oidSize, s_oid.Length);
        return [.. oidSize, .. s_oid, .. token._fields.WrittenSpan, .. token._data.WrittenSpan];
    }

    private void WriteFields(bool initiator, byte[] sessionKey, int strength, bool keyExchange)
    {
        const int EmptyPointers = 4;
        const int NameSize = 1 + 8 + 8 + 2 + 8;
        const int ChallengeSize = 8;
        uint flags = BaseFlags | (strength == 16 ? Flag128 : strength == 7 ? Flag56 : 0) | (keyExchange ? FlagKeyExchange : 0);
        _fields.Write((ReadOnlySpan<byte>)[5, 0, (byte)(initiator ? 1 : 2), Established, 0]);
        _fields.Write(new byte[EmptyPointers * 8 + 2 * NameSize + ChallengeSize]);
        UInt32(GssFlags);
        UInt32(flags);
        Pointer(sessionKey);
        Keys(sessionKey, initiator, strength);
        Keys(sessionKey, !initiator, strength);
        _fields.Write((ReadOnlySpan<byte>)[1, 0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0]);
    }

    private void Keys(byte[] sessionKey, bool fromClient, int strength)
    {
        string direction = fromClient ? "client-to-server" : "server-to-client";
        byte[] sealKey = MD5.HashData([.. sessionKey.AsSpan(0, strength), .. Text($"session key to {direction} sealing key magic constant\0")]);
        Pointer(MD5.HashData([.. sessionKey, .. Text($"session key to {direction} signing key magic constant\0")]));
        Pointer(sealKey);
        Pointer(Rc4State(sealKey));
        UInt32(0);
    }

    // x, y and S, 32 bits each.
    private static byte[] Rc4State(byte[] key)
    {
        int[] s = [.. Enumerable.Range(0, TableSize)];
        for (int i = 0, j = 0; i < TableSize; i++)
        {
            j = (j + s[i] + key[i % key.Length]) % TableSize;
            (s[i], s[j]) = (s[j], s[i]);
        }

        return [.. new byte[2 * sizeof(int)], .. s.SelectMany(BitConverter.GetBytes)];
    }

    private void Pointer(ReadOnlySpan<byte> bytes)
    {
        UInt32((uint)_data.WrittenCount);
        UInt32((uint)bytes.Length);
        _data.Write(bytes);
    }

    private void UInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        _fields.Write(bytes);
    }

    private static byte[] Text(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static bool Probe()
    {
        try
        {
            if (GssLibrary.Mit is null)
            {
                return false;
            }

            Open(initiator: true, new byte[16]).Dispose();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
