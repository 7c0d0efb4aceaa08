// Batches through SealBatch: many ready messages of one context in one call. Time is per message.
//
//   seal-batch16    16 messages a call
//   unseal-batch16  the same; inputs are restored as ContractCase says

using PerfLab.Sealing.Contexts;

namespace PerfLab.Cases;

/// <summary>Makes batch cases of a suite.</summary>
public static class BatchCase
{
    /// <summary>Messages of a batch, also of the peers.</summary>
    public const int BatchSize = 16;

    /// <summary>The case of an operation and a size, in mode none.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="operation">seal or unseal.</param>
    /// <param name="size">Data bytes of a message.</param>
    public static Case Make(ContractSuite suite, string operation, int size) => new(
        $"{suite.Package}/{suite.Name}/{operation}-batch{BatchSize}/none/{MessageSize.Format(size)}",
        size,
        () => Prepare(suite, operation, size));

    private static Action<long> Prepare(ContractSuite suite, string operation, int size)
    {
        var batch = new Batch(suite, size);
        Action<long> loop = operation switch
        {
            "seal" => batch.Seal,
            "unseal" => batch.Unseal,
            _ => throw new ArgumentException($"No batch operation is called '{operation}'.", nameof(operation)),
        };
        loop(BatchSize + 1);
        loop(BatchSize);
        return loop;
    }

    private sealed class Batch
    {
        private const ContextFlags Flags = ContextFlags.Integrity | ContextFlags.Confidentiality;

        private readonly bool _copiesBack;
        private readonly SealMessage[] _outgoing;
        private readonly SealMessage[][] _incoming;
        private readonly byte[][] _sealed;
        private long _turn;

        public Batch(ContractSuite suite, int size)
        {
            _copiesBack = !suite.XorsKeystream;
            SealContext receiver = suite.Open(SealRole.Acceptor, Flags);
            var plaintext = Inputs.Bytes(size);
            _outgoing = NewMessages(suite, _ => plaintext.ToArray());
            SealMessage[] first = NewMessages(suite, _ => plaintext.ToArray());
            Run(first, SealBatch.Seal);
            _sealed = [.. first.Select(m => m.Data.ToArray())];

            // Another context of the same keys says the same numbers again, over the same memory: see AeadSuite.XorsKeystream.
            SealMessage[] second = NewMessages(suite, i => first[i].Data);
            Run(second, SealBatch.Seal);
            _incoming = _copiesBack ? [To(receiver, first), To(receiver, first)] : [To(receiver, first), To(receiver, second)];
            Restore();
            Unseal(BatchSize);
            if (!_incoming[0].All(m => m.Data.Span.SequenceEqual(plaintext)))
            {
                throw new CaseFailedException("SealBatch.Unseal does not give back what SealBatch.Seal sealed.");
            }
        }

        public void Seal(long operations)
        {
            for (var left = operations; left > 0; left -= BatchSize)
            {
                Run(_outgoing.AsSpan(0, (int)Math.Min(left, BatchSize)), SealBatch.Seal);
            }
        }

        public void Unseal(long operations)
        {
            for (var left = operations; left > 0; left -= BatchSize)
            {
                if (_copiesBack)
                {
                    Restore();
                }

                // A shorter last batch would leave the rest of the messages a turn behind, so it is unsealed in full.
                Run(_incoming[_turn++ & 1], SealBatch.Unseal);
            }
        }

        private void Restore()
        {
            for (var i = 0; i < BatchSize; i++)
            {
                _sealed[i].CopyTo(_incoming[0][i].Data);
            }
        }

        private static SealMessage[] NewMessages(ContractSuite suite, Func<int, Memory<byte>> data)
        {
            SealContext sender = suite.Open(SealRole.Initiator, Flags);
            var tokenSize = sender.Sizes.SecurityTrailer;
            return [.. Enumerable.Range(0, BatchSize).Select(i => new SealMessage { Context = sender, Token = new byte[tokenSize], Data = data(i) })];
        }

        private static SealMessage[] To(SealContext receiver, SealMessage[] messages) =>
            [.. messages.Select(m => new SealMessage { Context = receiver, Token = m.Token[..m.TokenLength], Data = m.Data })];

        private static void Run(Span<SealMessage> messages, BatchOperation operation)
        {
            operation(messages);
            foreach (ref SealMessage message in messages)
            {
                ContractPair.Require(message.Status, "SealBatch");
            }
        }

        private delegate void BatchOperation(Span<SealMessage> messages);
    }
}
