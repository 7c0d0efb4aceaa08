using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

/// <summary>AES-CTS through the framework, for machines without AES instructions: constant time there is the platform
/// library's business. Costs about a microsecond and a small allocation per call.</summary>
internal sealed class PortableAesCts : AesCts
{
    private readonly Aes _aes = Aes.Create();

    internal PortableAesCts(ReadOnlySpan<byte> key)
        : base(Tier.Portable) => _aes.SetKey(key);

    internal override void EncryptBlocks(Span<byte> blocks, Span<byte> chain)
    {
        if (!blocks.IsEmpty)
        {
            _aes.EncryptCbc(blocks, chain, blocks, PaddingMode.None);
            blocks[^BlockSize..].CopyTo(chain);
        }
    }

    internal override void DecryptBlocks(Span<byte> blocks, Span<byte> chain)
    {
        if (!blocks.IsEmpty)
        {
            Span<byte> last = stackalloc byte[BlockSize];
            blocks[^BlockSize..].CopyTo(last);
            _aes.DecryptCbc(blocks, chain, blocks, PaddingMode.None);
            last.CopyTo(chain);
        }
    }

    public override void Dispose() => _aes.Dispose();
}
