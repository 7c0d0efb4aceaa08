using System.Diagnostics.Tracing;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;
using PerfLab.Sealing.Packages.Aead;

namespace PerfLab.Sealing.Tests.Diagnostics;

/// <summary>A context tells about every message, and tells nothing that it should keep to itself.</summary>
[Collection(nameof(SealTelemetry))]
public sealed class SealContextTelemetryTests
{
    private static readonly byte[] s_secret = "an unlikely secret of 32 bytes.."u8.ToArray();
    private static readonly byte[] s_message = "a plaintext nobody should read in a trace"u8.ToArray();

    [Fact]
    public void The_life_of_a_context_in_events()
    {
        using var listener = new Recorder();
        using (AeadContext client = Make(SealRole.Initiator), server = Make(SealRole.Acceptor))
        {
            byte[] token = new byte[32];
            byte[] data = [.. s_message];
            Assert.Equal(NtStatus.Success, client.Seal(token, data, out _, qop: QualityOfProtection.ForSuite((byte)AeadAlgorithm.Aes256Gcm)));
            Assert.Equal(NtStatus.Success, server.Unseal(token, [.. data], out _));
            Assert.Equal(NtStatus.OutOfSequence, server.Unseal(token, data, out _));
            Assert.Equal(NtStatus.Success, server.Sign(token, s_message, out _));
            Assert.Equal(NtStatus.Success, client.Verify(token, s_message, out _));
        }

        Assert.Equal(
            [
                "ContextCreated AeadContext Initiator",
                "ContextCreated AeadContext Acceptor",
                "MessageSealed aead aes-256-gcm replay 512 41",
                "MessageUnsealed aead aes-256-gcm replay 512 41",
                "MessageRefused aead aes-256-gcm replay 512 41 unseal OutOfSequence",
                "MessageSigned aead aes-128-gcm replay 0 41",
                "MessageVerified aead aes-128-gcm replay 2147483649 41",
                "ContextDeleted",
                "ContextDeleted",
            ],
            listener.Lines);
    }

    [Fact]
    public void Messages_of_a_batch_are_told_one_by_one()
    {
        using var listener = new Recorder();
        using AeadContext client = Make(SealRole.Initiator);
        SealMessage[] batch = [.. Enumerable.Range(0, 5).Select(i => new SealMessage { Context = client, Token = new byte[32], Data = new byte[100 + i] })];
        SealBatch.Seal(batch);

        Assert.Equal(
            Enumerable.Range(100, 5).Select(size => $"MessageSealed aead aes-128-gcm replay 0 {size}"),
            listener.Lines.Skip(1));
    }

    [Fact]
    public void A_limit_is_announced_before_it_is_reached()
    {
        const ulong limit = 1UL << 40;
        using var listener = new Recorder();
        using var client = new AeadContext(new() { Role = SealRole.Initiator, Secret = s_secret, SendCounter = limit - (limit >> 4) });
        Assert.Equal(NtStatus.Success, client.Seal(new byte[32], new byte[1], out _));

        Assert.Contains($"LimitNear {limit - (limit >> 4)} {limit}", listener.Lines);
    }

    [Fact]
    public void No_event_holds_a_secret_or_plaintext()
    {
        using var listener = new Recorder();
        using AeadContext client = Make(SealRole.Initiator), server = Make(SealRole.Acceptor);
        byte[] token = new byte[32];
        client.Seal(token, [.. s_message], out _);
        server.Unseal(token, [.. s_message], out _);

        Assert.All(listener.Payloads, value => Assert.True(value is long or int or uint or string, $"{value} could hold bytes"));
        Assert.DoesNotContain(listener.Payloads.OfType<string>(), text => text.Contains("secret") || text.Contains("plaintext"));
    }

    private static AeadContext Make(SealRole role) => new(new()
    {
        Role = role,
        Secret = s_secret,
        Suites = [AeadAlgorithm.Aes128Gcm, AeadAlgorithm.Aes256Gcm],
        Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | ContextFlags.ReplayDetect,
    });

    private sealed class Recorder : EventListener
    {
        private readonly List<EventWrittenEventArgs> _events = [];

        public Recorder() => EnableEvents(SealEventSource.Log, EventLevel.Verbose, EventKeywords.All);

        public IEnumerable<object?> Payloads => _events.SelectMany(e => e.Payload!);

        // Without the context's number (first) and what differs from run to run.
        public IEnumerable<string> Lines => _events.Select(e => string.Join(' ', e.Payload!
            .Zip(e.PayloadNames!)
            .Where(pair => pair.Second is not ("contextId" or "nanoseconds" or "flags") && !(e.EventId == 1 && pair.Second == "sequenceMode"))
            .Select(pair => pair.First)
            .Prepend(e.EventName)));

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => _events.Add(eventData);
    }
}
