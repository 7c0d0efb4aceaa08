using System.Diagnostics.Tracing;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;

namespace PerfLab.Sealing.Tests.Diagnostics;

[Collection(nameof(SealTelemetry))]
public sealed class SealEventSourceTests
{
    private static readonly MessageFacts s_facts = new(42, MessageSuite.AeadAes256Gcm, MessageNumbering.Replay, 0x80000001, 1024);

    [Fact]
    public void The_manifest_is_strictly_valid() =>
        Assert.NotNull(EventSource.GenerateManifest(typeof(SealEventSource), "", EventManifestOptions.Strict | EventManifestOptions.AllCultures));

    [Fact]
    public void A_listener_receives_every_field_of_a_message()
    {
        using var listener = new Recorder(SealEventSource.Keywords.Message | SealEventSource.Keywords.Timing);
        Tell(MessageUse.Unseal, NtStatus.Success);

        EventWrittenEventArgs seen = Assert.Single(listener.Events);
        Assert.Equal("MessageUnsealed", seen.EventName);
        Assert.Equal(["contextId", "suite", "sequenceMode", "qop", "size", "nanoseconds"], seen.PayloadNames!);
        Assert.Equal([42L, (byte)2, (byte)2, 0x80000001u, 1024], seen.Payload!.Take(5));
        Assert.InRange((long)seen.Payload![5]!, 0, 10_000_000_000);
    }

    [Fact]
    public void Each_operation_has_its_event()
    {
        using var listener = new Recorder(SealEventSource.Keywords.Message);
        foreach (MessageUse operation in Enum.GetValues<MessageUse>()) Tell(operation, NtStatus.Success);

        Assert.Equal(["MessageSealed", "MessageUnsealed", "MessageSigned", "MessageVerified"], listener.Events.Select(e => e.EventName));
    }

    [Fact]
    public void A_refusal_names_operation_and_status_and_is_no_message_event()
    {
        using var listener = new Recorder(SealEventSource.Keywords.Message | SealEventSource.Keywords.Refused, ("SampleEvery", "1000000"));
        Tell(MessageUse.Verify, NtStatus.MessageAltered);

        EventWrittenEventArgs seen = Assert.Single(listener.Events);
        Assert.Equal("MessageRefused", seen.EventName);
        Assert.Equal([42L, "aead", "aes-256-gcm", "replay", 0x80000001u, 1024, "verify", "MessageAltered"], seen.Payload!);
    }

    [Fact]
    public void Message_events_are_opt_in()
    {
        using var listener = new Recorder(SealEventSource.Keywords.Context | SealEventSource.Keywords.Limits);
        Tell(MessageUse.Seal, NtStatus.Success);
        SealEventSource.Log.ContextCreated(7, "NtlmContext", "Acceptor", "Integrity", "ordered");
        SealEventSource.Log.LimitNear(7, "messages", 90, 100);
        SealEventSource.Log.ContextDeleted(7);

        Assert.Equal(["ContextCreated", "LimitNear", "ContextDeleted"], listener.Events.Select(e => e.EventName));
        Assert.Equal([7L, "NtlmContext", "Acceptor", "Integrity", "ordered"], listener.Events[0].Payload!);
    }

    [Theory]
    [InlineData("2048", 10)]
    [InlineData("1024", 100)]
    public void One_of_N_messages_below_the_size_is_written(string below, int expected)
    {
        using var listener = new Recorder(SealEventSource.Keywords.Message, ("SampleEvery", "10"), ("SampleBelow", below));
        for (int i = 0; i < 100; i++) Tell(MessageUse.Seal, NtStatus.Success);

        Assert.Equal(expected, listener.Events.Count);
    }

    [Fact]
    public void Nothing_is_told_after_the_last_session_ends()
    {
        using (new Recorder(SealEventSource.Keywords.Message)) Assert.True(SealTelemetry.IsListening);
        Assert.False(SealTelemetry.IsListening);
    }

    private static void Tell(MessageUse operation, NtStatus status)
    {
        long started = SealTelemetry.IsListening ? SealTelemetry.Begin(s_facts.Size) : SealTelemetry.Untimed;
        if (status != NtStatus.Success) SealTelemetry.Refused(operation, s_facts, status);
        else if (SealTelemetry.IsListening) SealTelemetry.Succeeded(SealTelemetry.Elapsed(started), operation, s_facts);
    }

    private sealed class Recorder : EventListener
    {
        public Recorder(EventKeywords keywords, params (string Key, string Value)[] arguments) =>
            EnableEvents(SealEventSource.Log, EventLevel.Verbose, keywords, arguments.ToDictionary(a => a.Key, a => (string?)a.Value));

        public List<EventWrittenEventArgs> Events { get; } = [];

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Events.Add(eventData);
    }
}
