using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Sspi;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Sspi;

public sealed unsafe class ContextQueryTests
{
    [Fact]
    public void Sizes_FollowTheFlags()
    {
        using var pair = new AeadPair();
        using var signing = new AeadPair(ContextFlags.Integrity);
        SecPkgContextSizes sizes;
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(pair.ClientHandle, 0, &sizes));
        Assert.Equal((32u, 32u, 1u, 32u), (sizes.cbMaxToken, sizes.cbMaxSignature, sizes.cbBlockSize, sizes.cbSecurityTrailer));
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(signing.ClientHandle, 0, &sizes));
        Assert.Equal((32u, 0u), (sizes.cbMaxSignature, sizes.cbSecurityTrailer));
    }

    [Fact]
    public void Lifespan_IsInFileTimes()
    {
        var start = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        using var context = new AeadContext(new AeadContextOptions
        {
            Role = SealRole.Initiator,
            Secret = new byte[32],
            Start = start,
            Expiry = start.AddYears(20),
        });
        SecPkgContextLifespan lifespan;
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(SealProvider.Open(context), 2, &lifespan));
        Assert.Equal((start.ToFileTime(), start.AddYears(20).ToFileTime()), (lifespan.tsStart, lifespan.tsExpiry));
    }

    [Fact]
    public void Flags_SpellIntegrityAsTheRoleDoes()
    {
        using var pair = new AeadPair(ContextFlags.Integrity | ContextFlags.ReplayDetect);
        uint flags;
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(pair.ClientHandle, 14, &flags));
        Assert.Equal(0x10004u, flags);
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(pair.ServerHandle, 14, &flags));
        Assert.Equal(0x20004u, flags);
    }

    [Fact]
    public void KeyInfoAndPackageInfo_HandOutMemoryOfTheCallersHeap()
    {
        using var pair = new AeadPair();
        SecPkgContextKeyInfo key;
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(pair.ClientHandle, 5, &key));
        Assert.Equal((256u, 2u, 2u), (key.KeySize, key.SignatureAlgorithm, key.EncryptAlgorithm));
        Assert.Equal("Aes256Gcm", new string(key.sEncryptAlgorithmName));
        Assert.Equal("Aes256Gcm", new string(key.sSignatureAlgorithmName));
        SspHeap.Free(key.sEncryptAlgorithmName);
        SspHeap.Free(key.sSignatureAlgorithmName);

        SecPkgInfo* info;
        Assert.Equal(NtStatus.Success, SealProvider.SpQueryContextAttributes(pair.ClientHandle, 10, &info));
        Assert.Equal(AeadPackage.Info.Name, new string(info->Name));
        Assert.Equal(AeadPackage.Info.Comment, new string(info->Comment));
        Assert.Equal(0x40000u, info->fCapabilities & 0x40000);
        SspHeap.Free(info);
    }

    [Fact]
    public void UnknownAttributeNullBufferAndBadHandle_GetAStatus()
    {
        using var pair = new AeadPair();
        SecPkgContextSizes sizes;
        Assert.Equal(NtStatus.NotSupported, SealProvider.SpQueryContextAttributes(pair.ClientHandle, 9, &sizes));
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpQueryContextAttributes(pair.ClientHandle, 0, null));
        Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpQueryContextAttributes(12345, 0, &sizes));
    }
}
