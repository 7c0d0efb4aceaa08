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
            Span<SealMessage> run = messages[..RunLength(messages)];
            int outside = gate.Depth;
            try
            {
                Enter(gate, run);
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

            messages = messages[run.Length..];
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

    private static void Enter(CallGate gate, Span<SealMessage> run)
    {
        SealContext? last = null;
        NtStatus status = NtStatus.Success;
        foreach (ref SealMessage message in run)
        {
            if (message.Context != last)
            {
                last = message.Context;
                status = last.EnterBatch(gate);
            }

            message.Status = status;
            message.TokenLength = 0;
        }
    }

    private static int RunLength(Span<SealMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages[0].Context);
        Type type = messages[0].Context.GetType();
        int length = 1;
        while (length < Math.Min(messages.Length, MaxRun) && messages[length].Context?.GetType() == type)
        {
            length++;
        }

        return length;
    }
}
