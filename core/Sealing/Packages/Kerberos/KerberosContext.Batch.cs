// Batches. Messages of one context and one length that are to be sealed go side by side: 16 hashes in the lanes of a
// vector, 8 CBC chains in flight. A chain waits for itself most of the time, so this costs a message a quarter or less.
// Everything else of a batch is done message by message.

using System.Buffers;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Kerberos;

public sealed partial class KerberosContext
{
    // Fewer do not pay for the lanes that stay empty; longer messages would push each other out of the cache.
    private const int MinLanes = 4;
    private const int MaxLaneData = 8 * 1024;
    private const int CacheLine = 64;

    internal override void RunBatchCore(MessageUse use, Span<SealMessage> messages)
    {
        while (!messages.IsEmpty)
        {
            int lanes = use == MessageUse.Seal ? CountLanes(messages) : 0;
            if (lanes >= MinLanes)
            {
                ((KerberosContext)messages[0].Context).SealLanes(messages[..lanes]);
                messages = messages[lanes..];
                continue;
            }

            if (messages[0].Status == NtStatus.Success)
            {
                messages[0].Context.RunOne(use, ref messages[0]);
            }

            messages = messages[1..];
        }
    }

    // Messages at the head that can go side by side with the first.
    private static int CountLanes(Span<SealMessage> messages)
    {
        ref SealMessage first = ref messages[0];
        var context = (KerberosContext)first.Context;
        if (first.Data.Length > MaxLaneData || !context._sendKeys.HasLanes)
        {
            return 0;
        }

        int count = 0;
        while (count < Math.Min(messages.Length, HmacSha1Lanes.Count) && context.IsLane(messages[count], first.Data.Length))
        {
            count++;
        }

        return count;
    }

    private bool IsLane(in SealMessage message, int length)
    {
        if (message.Status != NtStatus.Success || message.Context != this || message.Data.Length != length
            || !message.AssociatedData.IsEmpty || !message.QualityOfProtection.Encrypts)
        {
            return false;
        }

        var buffers = new MessageBuffers(message.Token.Span, message.Data.Span, default);
        return !buffers.Overlaps() && CheckSeal(buffers, message.QualityOfProtection) == NtStatus.Success;
    }

    private void SealLanes(Span<SealMessage> messages)
    {
        const int macSize = 12;
        int tailSize = _filler + KerberosToken.HeaderSize;
        int dataSize = messages[0].Data.Length;
        int length = SealedParts.ConfounderSize + dataSize + tailSize;

        // An odd number of cache lines, so that the messages do not compete for the same sets of the cache.
        int stride = ((length + 2 * CacheLine) / CacheLine | 1) * CacheLine;
        byte[] rented = ArrayPool<byte>.Shared.Rent(HmacSha1Lanes.Count * stride);
        ulong number = _sent.Take(CallGate.Current, messages.Length);
        Span<byte> confounder = stackalloc byte[SealedParts.ConfounderSize];
        Span<byte> macs = stackalloc byte[HmacSha1Lanes.Count * macSize];
        Span<byte> lanes = rented;
        for (int i = 0; i < messages.Length; i++)
        {
            RandomBlock.Take(confounder);
            var buffers = new MessageBuffers(messages[i].Token.Span, messages[i].Data.Span, default);
            SealedParts parts = LayOut(ref buffers, number + (ulong)i, confounder);
            Span<byte> lane = lanes.Slice(i * stride, length);
            parts.Confounder.CopyTo(lane);
            parts.Data.CopyTo(lane[SealedParts.ConfounderSize..]);
            parts.Tail.CopyTo(lane[^tailSize..]);
            messages[i].TokenLength = buffers.TokenWritten;
        }

        _sendKeys.SealLanes(lanes, stride, messages.Length, length, macs);
        for (int i = 0; i < messages.Length; i++)
        {
            Span<byte> token = messages[i].Token.Span[KerberosToken.HeaderSize..SealedTokenSize];
            SealedParts parts = SealedParts.InTokenOrder(token, messages[i].Data.Span, _macSize);
            Span<byte> lane = lanes.Slice(i * stride, stride);
            AesCts.SwapLastBlocks(lane, length);
            lane[..SealedParts.ConfounderSize].CopyTo(parts.Confounder);
            lane.Slice(SealedParts.ConfounderSize, dataSize).CopyTo(parts.Data);
            lane[(length - tailSize)..length].CopyTo(parts.Tail);
            macs.Slice(i * macSize, macSize).CopyTo(parts.Mac);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }
}
