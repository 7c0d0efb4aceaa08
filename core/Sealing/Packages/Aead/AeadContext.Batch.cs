// Batches. Short messages whose ciphers make key streams ahead go together: their counters are taken in one step, the key
// streams of all of them are made eight blocks at a time, and each message is then finished in its turn, which for
// receiving includes its own verdict. The messages may be of several contexts. Whatever else a batch holds, and every message
// that will be refused before its cipher is asked, is done message by message, where the contract's answers are.

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
        var entries = default(AeadBatchEntries);
        while (!messages.IsEmpty)
        {
            int count = use == MessageUse.Seal ? PrepareSeals(messages, entries) : PrepareUnseals(messages, entries);
            if (count == 0)
            {
                if (messages[0].Status == NtStatus.Success)
                {
                    messages[0].Context.RunOne(use, ref messages[0]);
                }

                messages = messages[1..];
                continue;
            }

            if (use == MessageUse.Seal)
            {
                SealTogether(messages[..count], entries, ref queue);
            }
            else
            {
                UnsealTogether(messages[..count], entries, ref queue);
            }

            queue.Clear();
            messages = messages[count..];
        }
    }

    // How many messages at the head are sealed together; their entries, still without counters.
    private static int PrepareSeals(Span<SealMessage> messages, Span<AeadBatchEntry> entries)
    {
        AeadContext? context = null;
        QualityOfProtection qop = default;
        AeadCipher? cipher = null;
        int count = 0;
        for (; count < messages.Length && IsShort(messages[count]); count++)
        {
            // Neighbours mostly have the same key.
            ref SealMessage message = ref messages[count];
            if (message.Context != context || message.QualityOfProtection != qop)
            {
                context = (AeadContext)message.Context;
                qop = message.QualityOfProtection;
                context.CheckSend(qop, AeadTokenFlags.Sealed, AeadToken.Size, out _, out cipher);
            }

            if (cipher is null || !qop.Encrypts || message.Token.Length < AeadToken.Size
                || !IsReady(message, cipher, count == 0 ? cipher : entries[0].Cipher))
            {
                break;
            }

            ref AeadBatchEntry entry = ref entries[count];
            entry.Cipher = cipher;
            entry.Token = new AeadToken(
                AeadToken.MakePrefix(cipher.Algorithm, AeadTokenFlags.Sealed | context!._sendFlags, message.SequenceNumber), Counter: 0);
        }

        return count;
    }

    // How many messages at the head are unsealed together. Near the limit of forgeries, which stops the very next message,
    // none are.
    private static int PrepareUnseals(Span<SealMessage> messages, Span<AeadBatchEntry> entries)
    {
        int count = 0;
        for (; count < messages.Length && IsShort(messages[count]); count++)
        {
            ref SealMessage message = ref messages[count];
            ref AeadBatchEntry entry = ref entries[count];
            var context = (AeadContext)message.Context;
            if (context.CheckReceived(message.Token.Span, signature: false, out entry.Token, out AeadCipher? cipher) != NtStatus.Success
                || cipher is null
                || !entry.Token.Has(AeadTokenFlags.Sealed)
                || Volatile.Read(ref context._forgeries) > context._forgeryLimit - SealBatch.MaxRun
                || !IsReady(message, cipher, count == 0 ? cipher : entries[0].Cipher))
            {
                break;
            }

            entry.Cipher = cipher;
        }

        return count;
    }

    // Asked first: a message that is too long to go together is checked in full when its turn comes, and only then.
    private static bool IsShort(in SealMessage message) =>
        message.Status == NtStatus.Success
        && message.Data.Length <= KeyStreamQueue.MaxLength
        && message.AssociatedData.Length <= KeyStreamQueue.MaxLength;

    // One queue serves ciphers of one kind.
    private static bool IsReady(in SealMessage message, AeadCipher cipher, AeadCipher first) =>
        cipher.MakesKeyStreamAhead
        && cipher.GetType() == first.GetType()
        && !MessageBuffers.Overlap(message.Token.Span, message.Data.Span, AssociatedOf(message));

    private static void SealTogether(Span<SealMessage> messages, Span<AeadBatchEntry> entries, ref KeyStreamQueue queue)
    {
        for (int i = 0; i < messages.Length;)
        {
            var context = (AeadContext)messages[i].Context;
            int end = i + 1;
            while (end < messages.Length && messages[end].Context == context)
            {
                end++;
            }

            for (ulong counter = context.TakeCounters(CallGate.Current, end - i); i < end; i++, counter++)
            {
                if (counter > context._counterLimit)
                {
                    messages[i].Status = NtStatus.ContextExpired;
                    continue;
                }

                ref AeadBatchEntry entry = ref entries[i];
                entry.Token = entry.Token with { Counter = counter };
                entry.Cipher.EnqueueMessage(counter, messages[i].Data.Length, ref queue);
            }
        }

        for (int i = 0; i < messages.Length; i++)
        {
            ref SealMessage message = ref messages[i];
            ref AeadBatchEntry entry = ref entries[i];
            if (message.Status == NtStatus.Success)
            {
                Span<byte> token = message.Token.Span;
                entry.Token.WriteHeader(token);
                entry.Cipher.SealQueued(
                    entry.Token.Prefix, entry.Token.Counter, AssociatedOf(message), message.Data.Span, TagOf(token), ref queue);
                message.TokenLength = AeadToken.Size;
            }
        }
    }

    private static void UnsealTogether(Span<SealMessage> messages, Span<AeadBatchEntry> entries, ref KeyStreamQueue queue)
    {
        for (int i = 0; i < messages.Length; i++)
        {
            entries[i].Cipher.EnqueueMessage(entries[i].Token.Counter, messages[i].Data.Length, ref queue);
        }

        for (int i = 0; i < messages.Length; i++)
        {
            ref SealMessage message = ref messages[i];
            ref AeadBatchEntry entry = ref entries[i];
            Span<byte> data = message.Data.Span;
            bool authentic = entry.Cipher.UnsealQueued(
                entry.Token.Prefix, entry.Token.Counter, AssociatedOf(message), data, TagOf(message.Token.Span), ref queue);
            message.Status = ((AeadContext)message.Context).Judge(authentic, entry.Token, out message.QualityOfProtection, message.SequenceNumber);
            if (message.Status != NtStatus.Success)
            {
                CryptographicOperations.ZeroMemory(data);
            }
        }
    }

    // Mostly there is none, and that is cheaper to see than to look up.
    private static ReadOnlySpan<byte> AssociatedOf(in SealMessage message) =>
        message.AssociatedData.IsEmpty ? default : message.AssociatedData.Span;
}
