// Every instruction tier of every suite side by side: kernel/<suite>/seal/<tier>/<size>, the cipher alone, without the
// contract around it. The peer `bound` runs the same tier's AES rounds and carry-less products in registers only.

using System.Buffers.Binary;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Cases;

/// <summary>The cases of the ciphers' tiers.</summary>
public static class KernelCases
{
    private const int AadSize = 16;

    private static readonly int[] Sizes = [64, 1024, 16 * 1024];

    /// <summary>A tier as case names write it.</summary>
    public static string NameOf(Tier tier) => tier switch
    {
        Tier.X86Aes => "x86-aes",
        Tier.X86AesClmul256 => "x86-aes-clmul256",
        Tier.X86AesClmul512 => "x86-aes-clmul512",
        Tier.X86Avx2 => "x86-avx2",
        Tier.X86Avx512 => "x86-avx512",
        Tier.Arm64Aes => "arm64-aes",
        _ => "portable",
    };

    /// <summary>All of them that this machine can run.</summary>
    internal static IEnumerable<Case> All() =>
        from suite in AeadSuite.All
        from tier in AeadCiphers.Tiers(suite.Algorithm)
        from size in Sizes
        select new Case(
            $"kernel/{suite.Name}/seal/{NameOf(tier)}/{MessageSize.Format(size)}", size, () => Prepare(suite.Algorithm, tier, size));

    private static Action<long> Prepare(AeadAlgorithm algorithm, Tier tier, int size)
    {
        var loop = new Loop(Create(algorithm, tier), algorithm, size);
        loop.Check(Create(algorithm, AeadCiphers.Tiers(algorithm)[0]));
        return loop.Run;
    }

    private static AeadCipher Create(AeadAlgorithm algorithm, Tier tier) =>
        AeadCiphers.Create(algorithm, Inputs.Bytes(algorithm.KeySize()), Inputs.Bytes(algorithm.SaltSize()), tier);

    private sealed class Loop(AeadCipher cipher, AeadAlgorithm algorithm, int size)
    {
        private readonly byte[] _nonce = new byte[algorithm.NonceSize()];
        private readonly byte[] _aad = Inputs.Bytes(AadSize);
        private readonly byte[] _data = Inputs.Bytes(size);
        private readonly byte[] _tag = new byte[AeadAlgorithms.TagSize];
        private ulong _counter;

        public void Run(long operations)
        {
            var counter = _nonce.AsSpan(_nonce.Length - sizeof(ulong));
            for (long i = 0; i < operations; i++)
            {
                BinaryPrimitives.WriteUInt64BigEndian(counter, ++_counter);
                cipher.Seal(_nonce, _aad, _data, _tag);
            }
        }

        /// <summary>What one tier seals, another one must open.</summary>
        public void Check(AeadCipher other)
        {
            Run(1);
            byte[] data = [.. _data];
            if (!other.Unseal(_nonce, _aad, data, _tag) || !data.AsSpan().SequenceEqual(Inputs.Bytes(size)))
            {
                throw new CaseFailedException($"tier {cipher.Tier} seals {algorithm} otherwise than tier {other.Tier}");
            }
        }
    }
}
