using System.Diagnostics.Metrics;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Sealing.Tests.Diagnostics;

[Collection(nameof(SealTelemetry))]
public sealed class SealMetricsTests
{
    private static readonly MessageFacts s_facts = new(1, MessageSuite.KerberosAes256Sha1, MessageNumbering.Ordered, 0, 300);

    [Fact]
    public void Messages_and_bytes_are_counted_refusals_by_status()
    {
        using var sums = new Sums();
        Tell(NtStatus.Success);
        Tell(NtStatus.Success);
        Tell(NtStatus.OutOfSequence);
        SealMetrics.Batch(MessageUse.Seal, s_facts, 16);

        Assert.Equal(
            [
                "perflab.sealing.batch.size seal kerberos aes256-sha1 = 16",
                "perflab.sealing.bytes seal kerberos aes256-sha1 = 600",
                "perflab.sealing.messages seal kerberos aes256-sha1 = 2",
                "perflab.sealing.refused seal kerberos OutOfSequence = 1",
            ],
            sums.Lines);
    }

    [Fact]
    public void Each_instrument_of_single_messages_wakes_the_hook()
    {
        foreach (string name in new[] { "perflab.sealing.messages", "perflab.sealing.bytes" })
        {
            using var sums = new Sums(name);
            Assert.True(SealTelemetry.IsListening);
        }

        Assert.False(SealTelemetry.IsListening);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Telling_allocates_nothing(bool listened)
    {
        using MeterListener? listener = listened ? Listen() : null;
        for (int i = 0; i < 200; i++) TellBoth();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) TellBoth();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void TellBoth()
    {
        Tell(NtStatus.Success);
        Tell(NtStatus.MessageAltered);
    }

    private static void Tell(NtStatus status)
    {
        long started = SealTelemetry.IsListening ? SealTelemetry.Begin(s_facts.Size) : SealTelemetry.Untimed;
        if (status != NtStatus.Success) SealTelemetry.Refused(MessageUse.Seal, s_facts, status);
        else if (SealTelemetry.IsListening) SealTelemetry.Succeeded(SealTelemetry.Elapsed(started), MessageUse.Seal, s_facts);
    }

    private static MeterListener Listen(string? only = null)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == SealMetrics.MeterName && (only ?? instrument.Name) == instrument.Name)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.Start();
        return listener;
    }

    private sealed class Sums : IDisposable
    {
        private readonly SortedDictionary<string, long> _sums = new(StringComparer.Ordinal);
        private readonly MeterListener _listener;

        public Sums(string? only = null)
        {
            _listener = Listen(only);
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        }

        public IEnumerable<string> Lines => _sums.Select(s => $"{s.Key} = {s.Value}");

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string key = $"{instrument.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))}";
            _sums[key] = _sums.GetValueOrDefault(key) + value;
        }
    }
}
