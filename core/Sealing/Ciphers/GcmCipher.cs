// AES-GCM, with a kernel for two short messages at once.

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

internal sealed unsafe class GcmCipher<TIsa, TSize, TSum> : KernelCipher<GcmKernel<TIsa, TSize, TSum>>
    where TIsa : struct, IIsa
    where TSize : struct, IAesSize
    where TSum : struct, IProductSum<TSum>
{
    internal GcmCipher(AeadAlgorithm algorithm, Tier tier, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(algorithm, tier, key, salt)
    {
    }

    internal override void SealTwo(in NumberedMessage first, in NumberedMessage second)
    {
        if (!AreShort(first, second))
        {
            base.SealTwo(first, second);
            return;
        }

        GcmPairKernel<TIsa, TSize, TSum>.Seal(Key, *(uint*)Salt, first, second);
        GC.KeepAlive(this);
    }

    internal override (bool First, bool Second) UnsealTwo(in NumberedMessage first, in NumberedMessage second)
    {
        if (!AreShort(first, second))
        {
            return base.UnsealTwo(first, second);
        }

        (bool First, bool Second) authentic = GcmPairKernel<TIsa, TSize, TSum>.Unseal(Key, *(uint*)Salt, first, second);
        GC.KeepAlive(this);
        if (!authentic.First) CryptographicOperations.ZeroMemory(first.Data);
        if (!authentic.Second) CryptographicOperations.ZeroMemory(second.Data);

        return authentic;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreShort(in NumberedMessage first, in NumberedMessage second) => IsShort(first) && IsShort(second);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsShort(in NumberedMessage message) =>
        message.Data.Length <= GcmPairKernel<TIsa, TSize, TSum>.MaxLength && message.Aad.Length <= GcmPairKernel<TIsa, TSize, TSum>.MaxLength;
}
