using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Packages.Kerberos;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Calls a context with the buffer lists that the span door has no words for.</summary>
internal static unsafe class ContextDriver
{
    private const uint CheckedData = SecBufferType.Data | SecBufferType.ReadOnlyWithChecksum;

    /// <summary>Unseals STREAM, DATA. The plaintext is where <paramref name="plaintext"/> says.</summary>
    internal static NtStatus UnsealStream(SealContext context, byte[] stream, out Range plaintext, out QualityOfProtection qop)
    {
        using var descriptor = new Descriptor();
        fixed (byte* bytes = stream)
        {
            descriptor.AddRaw(SecBufferType.Stream, bytes, (uint)stream.Length);
            int data = descriptor.AddRaw(SecBufferType.Data, null, 0);
            qop = default;
            NtStatus status = Run(context, MessageUse.Unseal, descriptor, ref qop);
            int start = status == NtStatus.Success ? (int)((byte*)descriptor[data]->pvBuffer - bytes) : 0;
            plaintext = start..(start + (int)descriptor[data]->cbBuffer);
            return status;
        }
    }

    /// <summary>Unseals TOKEN and DATA between two checksummed buffers.</summary>
    internal static NtStatus UnsealBetween(
        SealContext context, byte[] token, byte[] before, byte[] data, byte[] after, out QualityOfProtection qop)
    {
        using var descriptor = new Descriptor();
        fixed (byte* t = token, b = before, d = data, a = after)
        {
            Fill(descriptor, t, token.Length, b, before.Length, d, data.Length, a, after.Length);
            qop = default;
            return Run(context, MessageUse.Unseal, descriptor, ref qop);
        }
    }

    /// <summary>Verifies a signature over three buffers.</summary>
    internal static NtStatus VerifyBetween(SealContext context, byte[] token, byte[] before, byte[] data, byte[] after)
    {
        using var descriptor = new Descriptor();
        fixed (byte* t = token, b = before, d = data, a = after)
        {
            Fill(descriptor, t, token.Length, b, before.Length, d, data.Length, a, after.Length);
            QualityOfProtection qop = default;
            return Run(context, MessageUse.Verify, descriptor, ref qop);
        }
    }

    /// <summary>Seals DATA between two checksummed buffers.</summary>
    internal static NtStatus SealBetween(
        SealContext context, byte[] token, byte[] before, byte[] data, byte[] after, QualityOfProtection qop, out int written)
    {
        using var descriptor = new Descriptor();
        fixed (byte* t = token, b = before, d = data, a = after)
        {
            Fill(descriptor, t, token.Length, b, before.Length, d, data.Length, a, after.Length);
            NtStatus status = Run(context, MessageUse.Seal, descriptor, ref qop);
            written = (int)descriptor[0]->cbBuffer;
            return status;
        }
    }

    /// <summary>The same with a given number and confounder.</summary>
    internal static int WrapBetween(
        KerberosContext context, byte[] token, byte[] before, byte[] data, byte[] after, ulong number, byte[] confounder)
    {
        using var descriptor = new Descriptor();
        fixed (byte* t = token, b = before, d = data, a = after)
        {
            Fill(descriptor, t, token.Length, b, before.Length, d, data.Length, a, after.Length);
            scoped MessageBuffers buffers = default;
            Assert.Equal(NtStatus.Success, buffers.ReadFrom(descriptor.Pointer, MessageUse.Seal, stackalloc SecBuffer[MessageBuffers.MaxCount]));
            context.WrapSealed(ref buffers, number, confounder);
            return buffers.TokenWritten;
        }
    }

    private static void Fill(
        Descriptor descriptor, byte* token, int tokenSize, byte* before, int beforeSize, byte* data, int dataSize, byte* after, int afterSize)
    {
        descriptor.AddRaw(SecBufferType.Token, token, (uint)tokenSize);
        descriptor.AddRaw(CheckedData, before, (uint)beforeSize);
        descriptor.AddRaw(SecBufferType.Data, data, (uint)dataSize);
        descriptor.AddRaw(CheckedData, after, (uint)afterSize);
        descriptor.AddRaw(SecBufferType.Padding, null, 0);
    }

    private static NtStatus Run(SealContext context, MessageUse use, Descriptor descriptor, ref QualityOfProtection qop)
    {
        scoped MessageBuffers buffers = default;
        NtStatus status = buffers.ReadFrom(descriptor.Pointer, use, stackalloc SecBuffer[MessageBuffers.MaxCount]);
        if (status == NtStatus.Success)
        {
            status = context.Run(use, ref buffers, ref qop, 0);
        }

        if (status == NtStatus.Success)
        {
            buffers.WriteBack(use);
        }

        return status;
    }
}
