// Batches. Messages of one context and one cipher go together: they are checked, their counters are taken in one step, and
// each is then finished in its turn, which for receiving includes its own verdict. Where the cipher makes key streams ahead,
// those of the short messages are made eight blocks at a time, whichever messages the blocks belong to. Every message that
// will be refused before its cipher is asked is done by itself, where the contract's answers are.

using System.Security.Cryptography;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Aead;

public sealed partial class AeadContext
{
    internal override void RunBatchCore(MessageUse use, Span<SealMessage> messages)
    {
        var queue = new KeyStreamQueue(stackalloc byte[KeyStreamQueue.RoomSize]);
        Span<MessageStart> starts = stackalloc MessageStart[SealBatch.MaxRun];
        while (!messages.IsEmpty)
        {
            var context = (AeadContext)messages[0].Context;
            int count = use == MessageUse.Seal
                ? context.PrepareSeals(messages, starts, out AeadCipher? cipher)
                : context.PrepareUnseals(messages, starts, out cipher);
            if (count == 0 || cipher is null)
            {
                if (messages[0].Status == NtStatus.Success)
                {
                    context.RunOne(use, ref messages[0]);
                }

                messages = messages[1..];
                continue;
            }

            if (use == MessageUse.Seal)
            {
                context.SealTogether(cipher, messages[..count], starts, ref queue);
            }
            else
            {
                context.UnsealTogether(cipher, messages[..count], starts, ref queue);
            }

            queue.Clear();
            messages = messages[count..];
        }
    }

    // How many messages at the head are sealed together, and their cipher; their counters are still to be taken.
    private int PrepareSeals(Span<SealMessage> messages, Span<MessageStart> starts, out AeadCipher? cipher)
    {
        QualityOfProtection qop = messages[0].QualityOfProtection;
        CheckSend(qop, AeadTokenFlags.Sealed, AeadToken.Size, out AeadAlgorithm suite, out cipher);
        if (cipher is null || !qop.Encrypts)
        {
            return 0;
        }

        int count = 0;
        for (; count < messages.Length; count++)
        {
            ref SealMessage message = ref messages[count];
            if (!IsReady(message) || message.QualityOfProtection != qop || message.Token.Length < AeadToken.Size)
            {
                break;
            }

            ulong prefix = AeadToken.MakePrefix(suite, AeadTokenFlags.Sealed | _sendFlags, message.SequenceNumber);
            starts[count] = new MessageStart(prefix, Counter: 0, BlocksAhead(message, cipher));
        }

        return count;
    }

    // How many messages at the head are unsealed together, and their cipher. Near the limit of forgeries, which stops the very
    // next message, none are.
    private int PrepareUnseals(Span<SealMessage> messages, Span<MessageStart> starts, out AeadCipher? cipher)
    {
        cipher = null;
        if (Volatile.Read(ref _forgeries) > _forgeryLimit - SealBatch.MaxRun)
        {
            return 0;
        }

        int count = 0;
        for (; count < messages.Length; count++)
        {
            ref SealMessage message = ref messages[count];
            if (!IsReady(message)
                || CheckReceived(message.Token.Span, signature: false, out AeadToken token, out AeadCipher? own) != NtStatus.Success
                || own is null
                || own != (cipher ??= own)
                || !token.Has(AeadTokenFlags.Sealed))
            {
                break;
            }

            starts[count] = new MessageStart(token.Prefix, token.Counter, BlocksAhead(message, cipher));
        }

        return count;
    }

    private bool IsReady(in SealMessage message) =>
        message.Context == this
        && message.Status == NtStatus.Success
        && !MessageBuffers.Overlap(message.Token.Span, message.Data.Span, AssociatedOf(message));

    private static int BlocksAhead(in SealMessage message, AeadCipher cipher) =>
        cipher.MakesKeyStreamAhead
        && message.Data.Length <= KeyStreamQueue.MaxLength
        && message.AssociatedData.Length <= KeyStreamQueue.MaxLength
            ? KeyStreamQueue.BlocksOf((uint)message.Data.Length)
            : 0;

    private void SealTogether(AeadCipher cipher, Span<SealMessage> messages, Span<MessageStart> starts, ref KeyStreamQueue queue)
    {
        ulong counter = TakeCounters(CallGate.Current, messages.Length);
        int usable = counter > _counterLimit ? 0 : (int)Math.Min((ulong)messages.Length, _counterLimit - counter + 1);
        foreach (ref SealMessage message in messages[usable..])
        {
            message.Status = NtStatus.ContextExpired;
        }

        starts = starts[..usable];
        foreach (ref MessageStart start in starts)
        {
            start = start with { Counter = counter++ };
        }

        Enqueue(cipher, starts, ref queue);
        for (int i = 0; i < starts.Length; i++)
        {
            ref SealMessage message = ref messages[i];
            Span<byte> bytes = message.Token.Span;
            var token = new AeadToken(starts[i].Prefix, starts[i].Counter);
            token.WriteHeader(bytes);
            if (starts[i].Blocks == 0)
            {
                cipher.SealMessage(token.Prefix, token.Counter, AssociatedOf(message), message.Data.Span, TagOf(bytes));
            }
            else
            {
                cipher.SealQueued(token.Prefix, token.Counter, AssociatedOf(message), message.Data.Span, TagOf(bytes), ref queue);
            }

            message.TokenLength = AeadToken.Size;
        }
    }

    private void UnsealTogether(AeadCipher cipher, Span<SealMessage> messages, Span<MessageStart> starts, ref KeyStreamQueue queue)
    {
        Enqueue(cipher, starts[..messages.Length], ref queue);
        for (int i = 0; i < messages.Length; i++)
        {
            ref SealMessage message = ref messages[i];
            Span<byte> data = message.Data.Span;
            var token = new AeadToken(starts[i].Prefix, starts[i].Counter);
            Span<byte> tag = TagOf(message.Token.Span);
            bool authentic = starts[i].Blocks == 0
                ? cipher.UnsealMessage(token.Prefix, token.Counter, AssociatedOf(message), data, tag)
                : cipher.UnsealQueued(token.Prefix, token.Counter, AssociatedOf(message), data, tag, ref queue);
            message.Status = Judge(authentic, token, out message.QualityOfProtection, message.SequenceNumber);
            if (message.Status != NtStatus.Success)
            {
                CryptographicOperations.ZeroMemory(data);
            }
        }
    }

    private static void Enqueue(AeadCipher cipher, ReadOnlySpan<MessageStart> starts, ref KeyStreamQueue queue)
    {
        if (cipher.MakesKeyStreamAhead)
        {
            cipher.Enqueue(starts, ref queue);
        }
    }

    // Mostly there is none, and that is cheaper to see than to look up.
    private static ReadOnlySpan<byte> AssociatedOf(in SealMessage message) =>
        message.AssociatedData.IsEmpty ? default : message.AssociatedData.Span;
}
