// Batches. Neighbours of one context and one cipher go to the cipher two at a time, and it may work on both at once. Every other
// message, and every one that will be refused before its cipher is asked, is done by itself, where the contract's answers are.
//
// A processor that overlaps one pair with the next has to hold all stores between them (64 on Zen 4); more of them cost more
// than any other instruction here, so what a message needs is kept in one place and looked up again rather than copied.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Packages.Aead;

public sealed partial class AeadContext
{
    internal override void RunBatchCore(MessageUse use, Span<SealMessage> messages)
    {
        while (!messages.IsEmpty)
        {
            var context = (AeadContext)messages[0].Context;
            int paired = use == MessageUse.Seal ? context.SealPairs(messages) : context.UnsealPairs(messages);
            if (paired < messages.Length)
            {
                base.RunBatchCore(use, messages.Slice(paired++, 1));
            }

            messages = messages[paired..];
        }
    }

    // Seals pairs at the head while messages are alike, and returns how many messages that were.
    private int SealPairs(Span<SealMessage> messages)
    {
        QualityOfProtection qop = messages[0].QualityOfProtection;
        CheckSend(qop, AeadTokenFlags.Sealed, AeadToken.Size, out AeadAlgorithm suite, out AeadCipher? cipher);
        if (cipher is null || !qop.Encrypts)
        {
            return 0;
        }

        CallGate caller = CallGate.Current;
        Span<SealMessage> left = messages;
        for (; left.Length >= 2; left = left[2..])
        {
            ref SealMessage first = ref left[0];
            ref SealMessage second = ref left[1];
            if (first.QualityOfProtection != qop
                || second.QualityOfProtection != qop
                || !TryView(first, out NumberedMessage one)
                || !TryView(second, out NumberedMessage two))
            {
                break;
            }

            ulong counter = TakeCounters(caller, 2);
            if (counter >= _counterLimit)
            {
                break;
            }

            Number(ref first, ref one, suite, counter);
            Number(ref second, ref two, suite, counter + 1);
            cipher.SealTwo(one, two);
        }

        return messages.Length - left.Length;
    }

    // Unseals pairs at the head while messages are alike, and returns how many messages that were. Near the limit of
    // forgeries, which stops the very next message, there are none.
    private int UnsealPairs(Span<SealMessage> messages)
    {
        Span<SealMessage> left = messages;
        for (; left.Length >= 2; left = left[2..])
        {
            ref SealMessage first = ref left[0];
            ref SealMessage second = ref left[1];
            if (!TryRead(first, out NumberedMessage one, out AeadCipher? cipher)
                || !TryRead(second, out NumberedMessage two, out AeadCipher? other)
                || cipher != other
                || Volatile.Read(ref _forgeries) >= _forgeryLimit - 1)
            {
                break;
            }

            (bool firstIsAuthentic, bool secondIsAuthentic) = cipher.UnsealTwo(one, two);
            Conclude(ref first, one, firstIsAuthentic);
            Conclude(ref second, two, secondIsAuthentic);
        }

        return messages.Length - left.Length;
    }

    // The buffers of a message of this context that has no error yet and whose buffers have none.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryView(in SealMessage message, out NumberedMessage numbered)
    {
        if (message.Context != this || message.Status != NtStatus.Success || message.Token.Length < AeadToken.Size)
        {
            numbered = default;
            return false;
        }

        Span<byte> token = message.Token.Span;
        Span<byte> data = message.Data.Span;
        ReadOnlySpan<byte> aad = message.AssociatedData.IsEmpty ? default : message.AssociatedData.Span;
        numbered = new NumberedMessage { Token = token, Data = data, Aad = aad };
        return !MessageBuffers.Overlap(token, data, aad);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Number(ref SealMessage message, ref NumberedMessage numbered, AeadAlgorithm suite, ulong counter)
    {
        numbered.Prefix = AeadToken.MakePrefix(suite, AeadTokenFlags.Sealed | _sendFlags, message.SequenceNumber);
        numbered.Counter = counter;
        new AeadToken(numbered.Prefix, counter).WriteHeader(numbered.Token);
        message.TokenLength = AeadToken.Size;
    }

    // The buffers and the cipher of a sealed message that has nothing wrong before its cipher is asked.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryRead(in SealMessage message, out NumberedMessage numbered, [NotNullWhen(true)] out AeadCipher? cipher)
    {
        cipher = null;
        if (!TryView(message, out numbered)
            || CheckReceived(numbered.Token, signature: false, out AeadToken token, out cipher) != NtStatus.Success
            || !token.Has(AeadTokenFlags.Sealed))
        {
            return false;
        }

        numbered.Prefix = token.Prefix;
        numbered.Counter = token.Counter;
        return cipher is not null;
    }

    private void Conclude(ref SealMessage message, in NumberedMessage numbered, bool isAuthentic)
    {
        var token = new AeadToken(numbered.Prefix, numbered.Counter);
        message.Status = Judge(isAuthentic, token, out message.QualityOfProtection, message.SequenceNumber);
        if (message.Status != NtStatus.Success)
        {
            numbered.Data.Clear();
        }
    }
}
