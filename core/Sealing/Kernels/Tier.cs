// The instruction tiers: which instructions a key's kernel is compiled for. A tier is chosen once, when a key is made,
// and stays with the key. IsSupported is asked here and in the *Isa.cs files and nowhere else.

using System.Runtime.Intrinsics.X86;

namespace PerfLab.Sealing.Kernels;

/// <summary>An instruction tier.</summary>
public enum Tier
{
    /// <summary>No instruction beyond what every machine has.</summary>
    Portable,

    /// <summary>x86 AES-NI and PCLMULQDQ on 128-bit vectors.</summary>
    X86Aes,

    /// <summary>x86 AES-NI with VPCLMULQDQ on 256-bit vectors.</summary>
    X86AesClmul256,

    /// <summary>x86 AES-NI with VPCLMULQDQ on 512-bit vectors.</summary>
    X86AesClmul512,

    /// <summary>x86 AVX2, for kernels of plain integer arithmetic.</summary>
    X86Avx2,

    /// <summary>x86 AVX-512, for kernels of plain integer arithmetic.</summary>
    X86Avx512,

    /// <summary>Arm64 AdvSimd with AES and PMULL.</summary>
    Arm64Aes,
}

/// <summary>What this machine has.</summary>
internal static class Tiers
{
    /// <summary>True when this machine has the instructions of the tier.</summary>
    internal static bool IsAvailable(this Tier tier) => tier switch
    {
        Tier.Portable => true,
        Tier.X86Aes => X86Isa.IsSupported,
        Tier.X86AesClmul256 => X86Isa.IsSupported && X86Isa.HasMultiply256,
        Tier.X86AesClmul512 => X86Isa.IsSupported && X86Isa.HasMultiply512,
        Tier.X86Avx2 => Avx2.IsSupported,
        Tier.X86Avx512 => Avx512BW.IsSupported && Avx512BW.VL.IsSupported,
        Tier.Arm64Aes => Arm64Isa.IsSupported,
        _ => false,
    };
}
