using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Sspi;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Sspi;

public sealed unsafe class ExportImportTests
{
    private const nuint Chosen = 0x00C0FFEE;

    [Fact]
    public void Export_HandsTheStateOver_AndImportGoesOn()
    {
        using var pair = new AeadPair(ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.SequenceDetect);
        byte[] token = new byte[32];
        byte[] opening = Sealed(pair.Client, token, first: true);
        Assert.Equal(NtStatus.Success, pair.Server.Unseal(token, opening, out _));

        SecBuffer packed;
        void* impersonation = (void*)1;
        Assert.Equal(NtStatus.Success, SealProvider.SpExportSecurityContext(pair.ClientHandle, 0, &packed, &impersonation));
        Assert.True(impersonation == null);
        Assert.Equal(NtStatus.InvalidHandle, pair.Client.Seal(token, [1], out _));
        Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpExportSecurityContext(pair.ClientHandle, 0, &packed, null));

        nuint handle;
        Assert.Equal(NtStatus.Success, SealProvider.SpImportSecurityContext(&packed, null, &handle));
        Assert.True(ContextTable.TryFind(handle, out SealContext? continued));
        byte[] data = Sealed(continued, token, first: false);
        Assert.Equal(NtStatus.Success, pair.Server.Unseal(token, data, out _));
        Assert.Equal("next"u8, data);
        SspHeap.Free(packed.pvBuffer);
        Assert.Equal(NtStatus.Success, SealProvider.SpDeleteUserModeContext(handle));
    }

    [Fact]
    public void Init_UsesTheCallersHandleOnce()
    {
        byte[] bytes = PackedContext.Pack(new AeadContextOptions { Role = SealRole.Initiator, Secret = new byte[32] });
        fixed (byte* p = bytes)
        {
            var packed = new SecBuffer(0, p, (uint)bytes.Length);
            Assert.Equal(NtStatus.Success, SealProvider.SpInitUserModeContext(Chosen, &packed));
            Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpInitUserModeContext(Chosen, &packed));
            Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpInitUserModeContext(0, &packed));
            Assert.Equal(NtStatus.Success, SealProvider.SpDeleteUserModeContext(Chosen));
            Assert.Equal(NtStatus.Success, SealProvider.SpInitUserModeContext(Chosen, &packed));
            Assert.Equal(NtStatus.Success, SealProvider.SpDeleteUserModeContext(Chosen));
        }
    }

    [Fact]
    public void BadArguments_GetAStatus()
    {
        using var pair = new AeadPair();
        nuint handle;
        byte junk = 7;
        SecBuffer packed = default;
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpInitUserModeContext(Chosen, null));
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpInitUserModeContext(Chosen, &packed));
        packed = new SecBuffer(0, &junk, uint.MaxValue);
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpImportSecurityContext(&packed, null, &handle));
        packed = new SecBuffer(0, &junk, 1);
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpImportSecurityContext(&packed, null, &handle));
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpImportSecurityContext(&packed, null, null));
        Assert.Equal(NtStatus.InvalidParameter, SealProvider.SpExportSecurityContext(pair.ClientHandle, 0, null, null));
        Assert.Equal(NtStatus.InvalidHandle, SealProvider.SpExportSecurityContext(pair.ClientHandle + 1, 0, &packed, null));
        Assert.Equal(NtStatus.NotSupported, SealProvider.SpExportSecurityContext(pair.ClientHandle, 4, &packed, null));
        Assert.Equal(NtStatus.Success, pair.Client.Sign(new byte[32], [1], out _));
    }

    private static byte[] Sealed(SealContext context, byte[] token, bool first)
    {
        byte[] data = first ? [.. "first"u8] : [.. "next"u8];
        Assert.Equal(NtStatus.Success, context.Seal(token, data, out _));
        return data;
    }
}
