// Interprocess tokens from which gss_import_sec_context makes an established context out of raw keys: no KDC, no
// handshake. MIT: src/lib/gssapi/krb5/ser_sctx.c of krb5 1.20; Heimdal: lib/gssapi/krb5/import_sec_context.c of 7.8.

using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>What a peer's context is made from, as its own end sees it.</summary>
internal sealed record GssContextOptions
{
    internal required bool Initiator { get; init; }

    internal required int EncryptionType { get; init; }

    internal required byte[] Key { get; init; }

    internal byte[]? AcceptorSubkey { get; init; }

    internal ulong SendNumber { get; init; }

    internal ulong ReceiveNumber { get; init; }

    internal bool DceStyle { get; init; }

    internal bool ReplayDetect { get; init; } = true;

    internal bool SequenceDetect { get; init; }
}

/// <summary>Writes the two formats.</summary>
internal sealed class GssContextBlob
{
    // GSS_C_* flags: MUTUAL, REPLAY, SEQUENCE, CONF, INTEG, DCE_STYLE.
    private const int BaseFlags = 0x02 | 0x10 | 0x20;
    private const int ReplayFlag = 0x04;
    private const int SequenceFlag = 0x08;
    private const int DceFlag = 0x1000;
    private const int Forever = 0x7FFFFFFF;

    private static readonly byte[] s_oid = Convert.FromHexString("2a864886f712010202");

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>The token for MIT krb5.</summary>
    internal static byte[] ForMit(GssContextOptions options)
    {
        var blob = new GssContextBlob();
        blob.Counted(s_oid);
        blob.WriteMit(options);
        return blob._bytes.WrittenSpan.ToArray();
    }

    /// <summary>The token for Heimdal; numbers have 32 bits there.</summary>
    internal static byte[] ForHeimdal(GssContextOptions options)
    {
        var blob = new GssContextBlob();
        blob.Int16(s_oid.Length);
        blob._bytes.Write(s_oid);
        blob.WriteHeimdal(options);
        return blob._bytes.WrittenSpan.ToArray();
    }

    private static int Flags(GssContextOptions options) =>
        BaseFlags
        | (options.ReplayDetect ? ReplayFlag : 0)
        | (options.SequenceDetect ? SequenceFlag : 0)
        | (options.DceStyle ? DceFlag : 0);

    private static int ChecksumType(int encryptionType) => encryptionType switch { 17 => 15, 18 => 16, _ => encryptionType };

    private void WriteMit(GssContextOptions options)
    {
        const int contextMagic = 39756040;
        const int oidMagic = -1760647369;
        Int32(contextMagic, options.Initiator ? 1 : 0, 1, options.AcceptorSubkey is null ? 0 : 1, 0, Flags(options));
        _bytes.Write(new byte[16]);
        Int32(0, 12, 0);
        Int32(0, 0, Forever, 0, 0);
        Int64(options.SendNumber);
        Int64(options.ReceiveNumber);
        Int32(oidMagic);
        Counted(s_oid);
        Int32(oidMagic);
        MitPrincipal(options.Initiator ? "u@T" : "s/h@T");
        MitPrincipal(options.Initiator ? "s/h@T" : "u@T");
        MitKey(options.EncryptionType, options.Key);
        MitSequence(options);
        MitLibraryContext();
        Int32(1, ChecksumType(options.EncryptionType));
        if (options.AcceptorSubkey is { } subkey)
        {
            MitKey(options.EncryptionType, subkey);
        }

        Int32(options.AcceptorSubkey is null ? 0 : ChecksumType(options.EncryptionType), 0, 0, contextMagic);
    }

    private void MitPrincipal(string name)
    {
        const int magic = -1760647423;
        Int32(magic);
        Counted(Encoding.ASCII.GetBytes(name));
        Int32(magic);
    }

    private void MitKey(int type, byte[] key)
    {
        const int magic = -1760647421;
        Int32(magic, type);
        Counted(key);
        Int32(magic);
    }

    // g_seqnum_state is written as it lies in memory: do_replay, do_sequence, seqmask, base, next, recvmap.
    private void MitSequence(GssContextOptions options)
    {
        const int magic = -1760647368;
        Int32(magic);
        Span<byte> state = stackalloc byte[2 * sizeof(int) + 4 * sizeof(ulong)];
        state.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(state, options.ReplayDetect ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(state[4..], options.SequenceDetect ? 1 : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(state[8..], ulong.MaxValue);
        BinaryPrimitives.WriteUInt64LittleEndian(state[16..], options.ReceiveNumber);
        _bytes.Write(state);
        Int32(magic);
    }

    private void MitLibraryContext()
    {
        const int magic = -1760647388;
        const int osMagic = -1760647387;
        const int authMagic = -1760647383;
        Int32(magic, 0, 0, 300, 0, 0, 0, 4, osMagic, 0, 0, 0, osMagic, magic);
        Int32(authMagic, 0, 0, 0, 0, 0, 0, authMagic);
    }

    private void WriteHeimdal(GssContextOptions options)
    {
        const int window = 20;
        byte[]? subkey = options.AcceptorSubkey;
        bool local = options.Initiator || subkey is not null;
        bool remote = !options.Initiator || subkey is not null;
        Int32(4 | (local ? 8 : 0) | (remote ? 16 : 0), 0);
        Int16(0);
        Int16(0);
        HeimdalKey(options.EncryptionType, options.Key);
        byte[]?[] keys = options.Initiator ? [options.Key, subkey] : [subkey, options.Key];
        foreach (byte[]? key in keys)
        {
            if (key is not null)
            {
                HeimdalKey(options.EncryptionType, key);
            }
        }

        Int32((int)options.SendNumber, (int)options.ReceiveNumber, options.EncryptionType, ChecksumType(options.EncryptionType));
        HeimdalName("u@T");
        HeimdalName("s/h@T");
        Int32(Flags(options), (options.Initiator ? 1 : 0) | 2 | (subkey is null ? 0 : 16), Forever);
        Int32((options.ReplayDetect ? 4 : 0) | (options.SequenceDetect ? 8 : 0), 0, 0, window, (int)options.ReceiveNumber);
        Int32((int)options.ReceiveNumber - 1);
        _bytes.Write(new byte[4 * (window - 1)]);
    }

    private void HeimdalKey(int type, byte[] key)
    {
        Int16(type);
        Counted(key);
    }

    private void HeimdalName(string name)
    {
        byte[] text = Encoding.ASCII.GetBytes(name);
        Int32(2 + 2 + 2 + s_oid.Length + 4 + text.Length);
        _bytes.Write((ReadOnlySpan<byte>)[4, 1]);
        Int16(2 + s_oid.Length);
        _bytes.Write((ReadOnlySpan<byte>)[6, (byte)s_oid.Length]);
        _bytes.Write(s_oid);
        Counted(text);
    }

    private void Counted(byte[] bytes)
    {
        Int32(bytes.Length);
        _bytes.Write(bytes);
    }

    private void Int32(params ReadOnlySpan<int> values)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (int value in values)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            _bytes.Write(bytes);
        }
    }

    private void Int16(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)value);
        _bytes.Write(bytes);
    }

    private void Int64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        _bytes.Write(bytes);
    }
}
