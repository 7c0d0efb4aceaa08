// Many ready messages in one call. Consecutive messages whose contexts are of one class form a run, and the package may
// work on the messages of a run side by side: one message's latency hides another's.

using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Sealing.Contexts;

/// <summary>Seals and unseals batches of messages, of one or of several contexts.</summary>
public static class SealBatch
{
    /// <summary>The most messages that are worked on side by side.</summary>
    public const int MaxRun = CallGate.MaxDepth;

    /// <summary>Seals each message in place; each has its own status. Messages of one context get consecutive numbers.</summary>
    public static void Seal(Span<SealMessage> messages) => Run(MessageUse.Seal, messages);

    /// <summary>Unseals each message in place; each has its own status, and failed ones hold zeroes.</summary>
    public static void Unseal(Span<SealMessage> messages) => Run(MessageUse.Unseal, messages);

    private static void Run(MessageUse use, Span<SealMessage> messages)
    {
        if (SealMetrics.CountsBatches && !messages.IsEmpty)
        {
            SealMetrics.Batch(use, messages[0].Context.Describe(messages[0].QualityOfProtection, 0, messages[0].Data.Length), messages.Length);
        }

        CallGate gate = CallGate.Current;
        while (!messages.IsEmpty)
        {
            int outside = gate.Depth;
            int length = 0;
            try
            {
                length = Enter(gate, messages);
                Span<SealMessage> run = messages[..length];
                if (SealTelemetry.IsListening || SealTelemetry.HearsOfRefusals) RunTold(use, run);
                else run[0].Context.RunBatchCore(use, run);
            }
            finally
            {
                while (gate.Depth > outside)
                {
                    gate.Exit();
                }
            }

            messages = messages[length..];
        }
    }

    // Messages of a run are worked on side by side, so each gets an equal share of the run's time.
    private static void RunTold(MessageUse use, Span<SealMessage> run)
    {
        long started = SealTelemetry.Begin(run[0].Data.Length);
        run[0].Context.RunBatchCore(use, run);
        long share = SealTelemetry.Elapsed(started, run.Length);
        foreach (ref SealMessage message in run)
        {
            int size = message.Data.Length + message.AssociatedData.Length;
            MessageFacts facts = message.Context.Describe(message.QualityOfProtection, message.SequenceNumber, size);
            if (message.Status == NtStatus.Success) SealTelemetry.Succeeded(share, use, facts);
            else SealTelemetry.Refused(use, facts, message.Status);
        }
    }

    // Enters the contexts of the run at the head, and returns how many messages it has.
    private static int Enter(CallGate gate, Span<SealMessage> messages)
    {
        messages = messages[..Math.Min(messages.Length, MaxRun)];
        SealContext first = messages[0].Context ?? throw new ArgumentNullException(nameof(messages), "A message of the batch has no context.");
        int length = 0;
        while (length < messages.Length && messages[length].Context is { } context && context.GetType() == first.GetType())
        {
            NtStatus status = context.EnterBatch(gate);
            for (; length < messages.Length && messages[length].Context == context; length++)
            {
                messages[length].Status = status;
                messages[length].TokenLength = 0;
            }
        }

        return length;
    }
}
