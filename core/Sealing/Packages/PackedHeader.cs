using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages;

/// <summary>Whose section a packed context holds.</summary>
internal enum PackedPackage : byte
{
    Aead = 1,
    Kerberos = 2,
    Ntlm = 3,
}

/// <summary>The part of a packed context that all packages share.</summary>
internal readonly record struct PackedHeader(PackedPackage Package, SealRole Role, ContextFlags Flags, DateTimeOffset Start, DateTimeOffset Expiry)
{
    private const uint Magic = 0x43534C50;
    private const ushort Version = 1;
    private const ulong Never = long.MaxValue;

    private const ContextFlags KnownFlags = ContextFlags.ReplayDetect | ContextFlags.SequenceDetect | ContextFlags.Confidentiality
        | ContextFlags.DceStyle | ContextFlags.Datagram | ContextFlags.Connection | ContextFlags.Integrity;

    // The last tick of the year 9999.
    private static readonly ulong s_lastFileTime = (ulong)DateTime.MaxValue.ToFileTimeUtc();

    internal void Write(ref PackedWriter writer, int length)
    {
        writer.UInt32(Magic);
        writer.UInt16(Version);
        writer.UInt8((byte)Package);
        writer.UInt8((byte)Role);
        writer.UInt32((uint)length);
        writer.UInt32((uint)Flags);
        writer.UInt64(FileTime(Start));
        writer.UInt64(Expiry == DateTimeOffset.MaxValue ? Never : FileTime(Expiry));
    }

    /// <summary>Reads and checks the header of <paramref name="length"/> bytes.</summary>
    internal static bool TryRead(ref PackedReader reader, int length, out PackedHeader header)
    {
        bool known = reader.UInt32() == Magic && reader.UInt16() == Version;
        var package = (PackedPackage)reader.UInt8();
        byte role = reader.UInt8();
        known &= role <= (byte)SealRole.Acceptor && reader.UInt32() == length;
        var flags = (ContextFlags)reader.UInt32();
        ulong start = reader.UInt64();
        ulong expiry = reader.UInt64();
        known &= (flags & ~KnownFlags) == 0 && start <= s_lastFileTime && (expiry <= s_lastFileTime || expiry == Never);
        header = known ? new PackedHeader(package, (SealRole)role, flags, Time(start), Time(expiry)) : default;
        return known;
    }

    // FILETIME cannot name a time before 1601.
    private static ulong FileTime(DateTimeOffset time) =>
        time.UtcDateTime < DateTime.FromFileTimeUtc(0) ? 0 : (ulong)time.UtcDateTime.ToFileTimeUtc();

    private static DateTimeOffset Time(ulong fileTime) =>
        fileTime == Never ? DateTimeOffset.MaxValue : new DateTimeOffset(DateTime.FromFileTimeUtc((long)fileTime));
}
