// AES-GCM, with key streams made ahead for the short messages of a batch.

using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Ciphers;

internal sealed unsafe class GcmCipher<TIsa, TSize, TSum> : KernelCipher<GcmKernel<TIsa, TSize, TSum>>
    where TIsa : struct, IIsa
    where TSize : struct, IAesSize
    where TSum : struct, IProductSum<TSum>
{
    internal GcmCipher(AeadAlgorithm algorithm, Tier tier, ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
        : base(algorithm, tier, key, salt) => MakesKeyStreamAhead = true;

    internal override void Enqueue(ReadOnlySpan<MessageStart> messages, ref KeyStreamQueue queue)
    {
        foreach (ref readonly MessageStart message in messages)
        {
            NonceOf(message.Counter, out ulong low, out ulong high);
            queue.Add<TIsa, TSize>(Key, low, high, message.Blocks);
        }

        GC.KeepAlive(this);
    }

    internal override void SealQueued(
        ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, Span<byte> tag, ref KeyStreamQueue queue)
    {
        Numbered(prefix, counter, out AeadMessage message);
        fixed (byte* pinnedAad = aad, pinnedData = data, pinnedTag = tag)
        {
            message.Place(pinnedAad, aad.Length, pinnedData, data.Length);
            GcmAheadKernel<TIsa, TSize, TSum>.Seal(Key, message, pinnedTag, ref queue);
        }

        GC.KeepAlive(this);
    }

    internal override bool UnsealQueued(
        ulong prefix, ulong counter, ReadOnlySpan<byte> aad, Span<byte> data, ReadOnlySpan<byte> tag, ref KeyStreamQueue queue)
    {
        bool authentic;
        Numbered(prefix, counter, out AeadMessage message);
        fixed (byte* pinnedAad = aad, pinnedData = data, pinnedTag = tag)
        {
            message.Place(pinnedAad, aad.Length, pinnedData, data.Length);
            authentic = GcmAheadKernel<TIsa, TSize, TSum>.Unseal(Key, message, pinnedTag, ref queue);
        }

        GC.KeepAlive(this);
        return authentic;
    }
}
