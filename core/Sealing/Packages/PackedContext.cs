// A context as bytes: what SpInitUserModeContext is given and what export and import of contexts exchange. It holds the
// keys in the clear, so whoever carries it must be trusted with them; whoever reads it need not trust the bytes.
//
// All numbers are little-endian.
//    0  "PLSC"
//    4  u16  version 1
//    6  u8   package: 1 Aead, 2 Kerberos, 3 Ntlm
//    7  u8   role: 0 initiator, 1 acceptor
//    8  u32  length of the whole, in bytes
//   12  u32  context flags (ContextFlags)
//   16  u64  start, FILETIME
//   24  u64  expiry, FILETIME; 7FFFFFFFFFFFFFFF is never
//   32  the package's section, to the end: AeadSection, KerberosSection, NtlmSection
//
// Export without RESET_NEW hands the live state over: counters, windows and key streams go on where they are, and the
// exporting context answers InvalidHandle from then on (it can still be queried and deleted), since two contexts with one
// key and one counter would use a nonce twice. With RESET_NEW the exporting context lives on, and the packed context is
// a new one that shares nothing with it: the k-th such export of a context (k = 1, 2, ...) has keys
//     HKDF(key, salt = "PerfLab restart v1", info = k (LE32)), as long as the old ones              RFC 5869, SHA-256
// and starts its numbers at the beginning. Both ends export with RESET_NEW, and the k-th of one speaks to the k-th of the
// other. A packed context must be imported once: two imports of the same bytes would be two contexts with one key.
//
// Windows that tell replayed messages travel as their upper edge: the new context refuses every earlier number.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Packages.Ntlm;

namespace PerfLab.Sealing.Packages;

/// <summary>Turns contexts into bytes and back.</summary>
public static class PackedContext
{
    /// <summary>No packed context is longer, in bytes.</summary>
    public const int MaxSize = 2048;

    /// <summary>Packs what a context is to be made from. Zero the bytes after use.</summary>
    /// <exception cref="ArgumentException">The options are of no package.</exception>
    public static byte[] Pack(SealContextOptions options)
    {
        // Pinned, so that the collector leaves no copies of the keys behind.
        byte[] buffer = GC.AllocateUninitializedArray<byte>(MaxSize, pinned: true);
        int length = Write(buffer, options, length: 0);
        byte[] packed = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        Write(packed, options, length);
        CryptographicOperations.ZeroMemory(buffer);
        return packed;
    }

    /// <summary>Makes a context from packed bytes.</summary>
    /// <param name="packed">Anything.</param>
    /// <param name="context">The context, after success.</param>
    /// <returns>InvalidParameter for bytes that are no packed context of this version; NotSupported for a suite that this
    /// machine cannot run.</returns>
    public static NtStatus Import(ReadOnlySpan<byte> packed, out SealContext? context)
    {
        context = null;
        if (!TryUnpack(packed, out SealContextOptions? options))
        {
            return NtStatus.InvalidParameter;
        }

        try
        {
            context = options switch
            {
                AeadContextOptions aead => new AeadContext(aead),
                KerberosContextOptions kerberos => new KerberosContext(kerberos),
                NtlmContextOptions ntlm => new NtlmContext(ntlm),
                _ => throw new PlatformNotSupportedException(),
            };
            return NtStatus.Success;
        }
        catch (PlatformNotSupportedException)
        {
            return NtStatus.NotSupported;
        }
    }

    /// <summary>Packs a context (SpExportSecurityContext). Zero the bytes after use.</summary>
    /// <param name="context">The context.</param>
    /// <param name="flags">What becomes of the two contexts.</param>
    /// <param name="packed">The bytes, after success.</param>
    /// <returns>InvalidHandle when the context is deleted or its state was handed over before; NotSupported for TO_KERNEL
    /// and unknown flags.</returns>
    public static NtStatus Export(SealContext context, ExportFlags flags, out byte[]? packed)
    {
        packed = null;
        if ((flags & ~(ExportFlags.ResetNew | ExportFlags.DeleteOld)) != 0)
        {
            return NtStatus.NotSupported;
        }

        SealContextOptions? state = flags.HasFlag(ExportFlags.ResetNew) ? context.Restart() : context.HandOver();
        if (state is null)
        {
            return NtStatus.InvalidHandle;
        }

        packed = Pack(state);
        if (flags.HasFlag(ExportFlags.DeleteOld))
        {
            context.Dispose();
        }

        return NtStatus.Success;
    }

    private static int Write(Span<byte> buffer, SealContextOptions options, int length)
    {
        var writer = new PackedWriter(buffer);
        PackedPackage package = options switch
        {
            AeadContextOptions => PackedPackage.Aead,
            KerberosContextOptions => PackedPackage.Kerberos,
            NtlmContextOptions => PackedPackage.Ntlm,
            _ => throw new ArgumentException($"{options.GetType().Name} belongs to no package.", nameof(options)),
        };
        new PackedHeader(package, options.Role, options.Flags, options.Start, options.Expiry).Write(ref writer, length);
        switch (options)
        {
            case AeadContextOptions aead:
                AeadSection.Write(ref writer, aead);
                break;
            case KerberosContextOptions kerberos:
                KerberosSection.Write(ref writer, kerberos);
                break;
            case NtlmContextOptions ntlm:
                NtlmSection.Write(ref writer, ntlm);
                break;
        }

        return writer.Length;
    }

    private static bool TryUnpack(ReadOnlySpan<byte> packed, [NotNullWhen(true)] out SealContextOptions? options)
    {
        options = null;
        var reader = new PackedReader(packed);
        if (!PackedHeader.TryRead(ref reader, packed.Length, out PackedHeader header))
        {
            return false;
        }

        options = header.Package switch
        {
            PackedPackage.Aead => AeadSection.Read(ref reader, header),
            PackedPackage.Kerberos => KerberosSection.Read(ref reader, header),
            PackedPackage.Ntlm => NtlmSection.Read(ref reader, header),
            _ => null,
        };
        return options is not null && reader.IsComplete;
    }
}
