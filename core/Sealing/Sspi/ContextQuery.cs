// What SpQueryContextAttributes answers (contract: SECPKG_ATTR_SIZES, LIFESPAN, KEY_INFO, PACKAGE_INFO, FLAGS).

using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Sspi;

internal static unsafe class ContextQuery
{
    private const uint InitiatorIntegrity = 0x10000;
    private const uint AcceptorIntegrity = 0x20000;

    // The end of FILETIME: "never" to Windows callers.
    private const long Never = 0x7FFFFFFFFFFFFFFF;

    internal static NtStatus Answer(SealContext context, ContextAttribute attribute, void* buffer) => attribute switch
    {
        ContextAttribute.Sizes => Sizes(context.Sizes, (SecPkgContextSizes*)buffer),
        ContextAttribute.Lifespan => Lifespan(context, (SecPkgContextLifespan*)buffer),
        ContextAttribute.KeyInfo => KeyInfo(context.KeyInfo, (SecPkgContextKeyInfo*)buffer),
        ContextAttribute.PackageInfo => PackageInfo(context.Package, (SecPkgInfo**)buffer),
        ContextAttribute.Flags => Flags(context, (uint*)buffer),
        _ => NtStatus.NotSupported,
    };

    private static NtStatus Sizes(in ContextSizes sizes, SecPkgContextSizes* answer)
    {
        answer->cbMaxToken = (uint)sizes.MaxToken;
        answer->cbMaxSignature = (uint)sizes.MaxSignature;
        answer->cbBlockSize = (uint)sizes.BlockSize;
        answer->cbSecurityTrailer = (uint)sizes.SecurityTrailer;
        return NtStatus.Success;
    }

    private static NtStatus Lifespan(SealContext context, SecPkgContextLifespan* answer)
    {
        answer->tsStart = context.Start.ToFileTime();
        answer->tsExpiry = context.Expiry == DateTimeOffset.MaxValue ? Never : context.Expiry.ToFileTime();
        return NtStatus.Success;
    }

    private static NtStatus Flags(SealContext context, uint* answer)
    {
        uint flags = (uint)context.Flags;
        bool swap = context.Role == SealRole.Acceptor && (flags & InitiatorIntegrity) != 0;
        *answer = swap ? flags ^ (InitiatorIntegrity | AcceptorIntegrity) : flags;
        return NtStatus.Success;
    }

    private static NtStatus KeyInfo(in ContextKeyInfo info, SecPkgContextKeyInfo* answer)
    {
        char* signature = Copy(info.SignatureAlgorithmName);
        char* encrypt = Copy(info.EncryptAlgorithmName);
        if (signature == null || encrypt == null)
        {
            SspHeap.Free(signature);
            SspHeap.Free(encrypt);
            return NtStatus.InsufficientResources;
        }

        answer->sSignatureAlgorithmName = signature;
        answer->sEncryptAlgorithmName = encrypt;
        answer->KeySize = (uint)info.KeySize;
        answer->SignatureAlgorithm = (uint)info.SignatureAlgorithm;
        answer->EncryptAlgorithm = (uint)info.EncryptAlgorithm;
        return NtStatus.Success;
    }

    // One allocation, since the caller frees one pointer.
    private static NtStatus PackageInfo(SealPackage package, SecPkgInfo** answer)
    {
        int characters = package.Name.Length + 1 + package.Comment.Length + 1;
        var info = (SecPkgInfo*)SspHeap.Allocate((uint)(sizeof(SecPkgInfo) + characters * sizeof(char)));
        if (info == null)
        {
            return NtStatus.InsufficientResources;
        }

        info->fCapabilities = package.Capabilities;
        info->wVersion = 1;
        info->wRPCID = package.RpcId;
        info->cbMaxToken = (uint)package.MaxToken;
        info->Name = (char*)(info + 1);
        info->Comment = info->Name + package.Name.Length + 1;
        Write(package.Name, info->Name);
        Write(package.Comment, info->Comment);
        *answer = info;
        return NtStatus.Success;
    }

    private static char* Copy(string text)
    {
        var copy = (char*)SspHeap.Allocate((uint)((text.Length + 1) * sizeof(char)));
        if (copy != null)
        {
            Write(text, copy);
        }

        return copy;
    }

    private static void Write(string text, char* to)
    {
        text.CopyTo(new Span<char>(to, text.Length));
        to[text.Length] = '\0';
    }
}
