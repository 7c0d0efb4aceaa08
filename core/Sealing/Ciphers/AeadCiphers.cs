using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>Which tiers run which algorithm here, best last, and the one place where a key is made.</summary>
public static class AeadCiphers
{
    /// <summary>The tiers of this machine that run the algorithm, slowest first. Empty when none does in constant time.</summary>
    public static IReadOnlyList<Tier> Tiers(AeadAlgorithm algorithm) => algorithm switch
    {
        AeadAlgorithm.Aes128Gcm or AeadAlgorithm.Aes256Gcm => Available(
            Tier.Portable, Tier.Arm64Aes, Tier.X86Aes, Tier.X86AesClmul512, Tier.X86AesClmul256),
        AeadAlgorithm.Aegis128L or AeadAlgorithm.Aegis256 => Available(Tier.Arm64Aes, Tier.X86Aes),
        AeadAlgorithm.ChaCha20Poly1305 => Available(Tier.Portable, Tier.X86Avx2, Tier.X86Avx512),
        _ => [],
    };

    /// <summary>The fastest tier of this machine for the algorithm.</summary>
    /// <exception cref="PlatformNotSupportedException">No tier runs the algorithm in constant time.</exception>
    public static Tier BestTier(AeadAlgorithm algorithm) => Tiers(algorithm) switch
    {
        [.., var best] => best,
        _ => throw new PlatformNotSupportedException($"{algorithm} needs AES instructions to run in constant time, and this machine has none."),
    };

    /// <summary>Makes a key on a given tier; see <see cref="AeadCipher.Create"/>.</summary>
    public static AeadCipher Create(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, Tier tier)
    {
        if (key.Length != algorithm.KeySize() || salt.Length != algorithm.SaltSize())
        {
            throw new ArgumentException($"{algorithm} takes a key of {algorithm.KeySize()} and a salt of {algorithm.SaltSize()} bytes.");
        }

        if (!Tiers(algorithm).Contains(tier))
        {
            throw new PlatformNotSupportedException($"{algorithm} has no tier {tier} on this machine.");
        }

        return algorithm switch
        {
            AeadAlgorithm.Aes128Gcm => CreateGcm<Aes128Size>(algorithm, key, salt, tier),
            AeadAlgorithm.Aes256Gcm => CreateGcm<Aes256Size>(algorithm, key, salt, tier),
            AeadAlgorithm.ChaCha20Poly1305 => tier switch
            {
                Tier.X86Avx2 => new KernelCipher<ChaChaKernel<ChaChaRows256<Avx2Rotation>, ChaChaRows256<Avx2Rotation>, ChaChaFourSets<ChaChaRows256<Avx2Rotation>>>>(algorithm, tier, key, salt),
                Tier.X86Avx512 => new KernelCipher<ChaChaKernel<ChaChaRows256<Avx512LateRotation>, ChaChaRows256<Avx512Rotation>, ChaChaColumns512>>(algorithm, tier, key, salt),
                _ => new KernelCipher<ChaChaKernel<ChaChaRows128, ChaChaRows128, ChaChaFourSets<ChaChaRows128>>>(algorithm, tier, key, salt),
            },
            AeadAlgorithm.Aegis128L => tier == Tier.X86Aes
                ? new KernelCipher<Aegis128LKernel<X86Isa>>(algorithm, tier, key, salt)
                : new KernelCipher<Aegis128LKernel<Arm64Isa>>(algorithm, tier, key, salt),
            _ => tier == Tier.X86Aes
                ? new KernelCipher<Aegis256Kernel<X86Isa>>(algorithm, tier, key, salt)
                : new KernelCipher<Aegis256Kernel<Arm64Isa>>(algorithm, tier, key, salt),
        };
    }

    private static AeadCipher CreateGcm<TSize>(AeadAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, Tier tier)
        where TSize : struct, IAesSize => tier switch
    {
        Tier.X86Aes => new GcmCipher<X86Isa, TSize, ProductSum128<X86Isa>>(algorithm, tier, key, salt),
        Tier.X86AesClmul256 => new GcmCipher<X86Isa, TSize, ProductSum256>(algorithm, tier, key, salt),
        Tier.X86AesClmul512 => new GcmCipher<X86Isa, TSize, ProductSum512>(algorithm, tier, key, salt),
        Tier.Arm64Aes => new GcmCipher<Arm64Isa, TSize, ProductSum128<Arm64Isa>>(algorithm, tier, key, salt),
        _ => new PortableAesGcm(algorithm, key, salt),
    };

    private static Tier[] Available(params ReadOnlySpan<Tier> tiers) => tiers.ToArray().Where(tier => tier.IsAvailable()).ToArray();
}
