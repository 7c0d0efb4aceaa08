using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Diagnostics;
using PerfLab.Sealing.Packages.Aead;
using PerfLab.Sealing.Packages.Kerberos;
using PerfLab.Sealing.Packages.Ntlm;

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
                "MessageSealed AeadAes256Gcm Replay 512 41",
                "MessageUnsealed AeadAes256Gcm Replay 512 41",
                "MessageRefused aead aes-256-gcm replay 512 41 unseal OutOfSequence",
                "MessageSigned AeadAes128Gcm Replay 0 41",
                "MessageVerified AeadAes128Gcm Replay 2147483649 41",
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
            Enumerable.Range(100, 5).Select(size => $"MessageSealed AeadAes128Gcm Replay 0 {size}"),
            listener.Lines.Skip(1));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Refusals_are_told_to_who_listens_to_nothing_else(bool traces, bool counts)
    {
        using Recorder? listener = traces ? new Recorder(SealEventSource.Keywords.Refused) : null;
        var counted = new List<string>();
        using var meter = new MeterListener { InstrumentPublished = (instrument, self) => { if (counts && instrument.Name == "perflab.sealing.refused") self.EnableMeasurementEvents(instrument); } };
        meter.SetMeasurementEventCallback<long>((_, _, tags, _) => counted.Add($"{tags[0].Value} {tags[2].Value}"));
        meter.Start();
        using AeadContext client = Make(SealRole.Initiator), server = Make(SealRole.Acceptor);
        SealMessage[] batch = [new() { Context = client, Token = new byte[32], Data = new byte[7] }, new() { Context = client, Token = new byte[31], Data = new byte[9] }];
        SealBatch.Seal(batch);
        Assert.Equal(NtStatus.Success, server.Unseal(batch[0].Token.Span, batch[0].Data.ToArray(), out _));
        Assert.Equal(NtStatus.OutOfSequence, server.Unseal(batch[0].Token.Span, batch[0].Data.Span, out _));

        string[] told = ["MessageRefused aead aes-128-gcm replay 0 9 seal InvalidParameter", "MessageRefused aead aes-128-gcm replay 0 7 unseal OutOfSequence"];
        Assert.Equal(traces ? told : [], listener?.Lines ?? []);
        Assert.Equal(counts ? ["seal InvalidParameter", "unseal OutOfSequence"] : [], counted);
    }

    [Fact]
    public void Every_package_names_its_suites()
    {
        using var listener = new Recorder();
        foreach (SealContext context in ContextsOfEverySuite())
        {
            using (context) context.Sign(new byte[64], s_message, out _, new QualityOfProtection(1));
        }

        Assert.Equal(
            [
                "aead aes-128-gcm", "aead aes-256-gcm", "aead chacha20-poly1305", "aead aegis-128l", "aead aegis-256",
                "kerberos aes128-sha1", "kerberos aes256-sha1", "kerberos aes128-sha256", "kerberos aes256-sha384",
                "ntlm rc4", "ntlm rc4-datagram",
            ],
            listener.Events.Where(e => e.EventName == "MessageRefused").Select(e => $"{e.Payload![1]} {e.Payload[2]}"));
    }

    [Fact]
    public void A_suite_that_no_package_has_is_unknown()
    {
        using var listener = new Recorder();
        using AeadContext client = Make(SealRole.Initiator);
        client.Seal(new byte[32], new byte[1], out _, qop: QualityOfProtection.ForSuite((byte)MessageSuite.KerberosAes128Sha1));

        Assert.Equal("MessageRefused unknown unknown replay 4352 1 seal QopNotSupported", listener.Lines.Last());
    }

    [Fact]
    public void A_lifetime_is_announced_once_before_it_ends()
    {
        using var listener = new Recorder();
        using var client = new AeadContext(new() { Role = SealRole.Initiator, Secret = s_secret, Expiry = DateTimeOffset.UtcNow.AddMilliseconds(-1) });
        for (int i = 0; i < 3; i++) Assert.Equal(NtStatus.ContextExpired, client.Seal(new byte[32], new byte[1], out _));

        Assert.StartsWith("LimitNear milliseconds", Assert.Single(listener.Lines, line => line.StartsWith("LimitNear", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_numbers_of_ntlm_are_announced_before_they_end()
    {
        const uint near = uint.MaxValue - (uint.MaxValue >> 4);
        using var listener = new Recorder();
        using var client = new NtlmContext(new() { Role = SealRole.Initiator, SessionKey = new byte[16], SendNumber = near - 1 });
        for (int i = 0; i < 3; i++) Assert.Equal(NtStatus.Success, client.Sign(new byte[16], s_message, out _));

        Assert.Equal($"LimitNear messages {near} {uint.MaxValue}", Assert.Single(listener.Lines, line => line.StartsWith("LimitNear", StringComparison.Ordinal)));
    }

    [Fact]
    public void Forgeries_are_announced_before_their_limit()
    {
        const long limit = 1L << 52;
        using var listener = new Recorder();
        using var server = new AeadContext(new() { Role = SealRole.Acceptor, Secret = s_secret, Suites = [AeadAlgorithm.Aes128Gcm], Forgeries = limit - (limit >> 4) - 1 });
        using AeadContext client = Make(SealRole.Initiator);
        byte[] token = new byte[32], data = [.. s_message];
        Assert.Equal(NtStatus.Success, client.Seal(token, data, out _));
        token[^1] ^= 1;
        Assert.Equal(NtStatus.MessageAltered, server.Unseal(token, data, out _));

        Assert.Contains($"LimitNear forgeries {limit - (limit >> 4)} {limit}", listener.Lines);
    }

    [Fact]
    public void A_limit_is_announced_before_it_is_reached()
    {
        const ulong limit = 1UL << 40;
        using var listener = new Recorder();
        using var client = new AeadContext(new() { Role = SealRole.Initiator, Secret = s_secret, SendCounter = limit - (limit >> 4) });
        Assert.Equal(NtStatus.Success, client.Seal(new byte[32], new byte[1], out _));

        Assert.Contains($"LimitNear messages {limit - (limit >> 4)} {limit}", listener.Lines);
    }

    [Fact]
    public void No_event_holds_a_secret_or_plaintext()
    {
        using var listener = new Recorder();
        using AeadContext client = Make(SealRole.Initiator), server = Make(SealRole.Acceptor);
        byte[] token = new byte[32];
        client.Seal(token, [.. s_message], out _);
        server.Unseal(token, [.. s_message], out _);

        Assert.All(listener.Payloads, value => Assert.True(value is long or int or uint or byte or string, $"{value} could hold bytes"));
        Assert.DoesNotContain(listener.Payloads.OfType<string>(), text => text.Contains("secret") || text.Contains("plaintext"));
    }

    private static IEnumerable<SealContext> ContextsOfEverySuite()
    {
        foreach (AeadAlgorithm suite in Enum.GetValues<AeadAlgorithm>().Where(s => s != AeadAlgorithm.None))
            yield return new AeadContext(new() { Role = SealRole.Initiator, Secret = s_secret, Suites = [suite] });
        foreach (KerberosEncryptionType type in Enum.GetValues<KerberosEncryptionType>())
            yield return new KerberosContext(new() { Role = SealRole.Initiator, EncryptionType = type, Key = new byte[type.KeySize()] });
        yield return new NtlmContext(new() { Role = SealRole.Initiator, SessionKey = new byte[16] });
        yield return new NtlmContext(new() { Role = SealRole.Initiator, SessionKey = new byte[16], Flags = ContextFlags.Integrity | ContextFlags.Datagram });
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

        public Recorder(EventKeywords keywords = EventKeywords.All) => EnableEvents(SealEventSource.Log, EventLevel.Verbose, keywords);

        public IReadOnlyList<EventWrittenEventArgs> Events => _events;

        public IEnumerable<object?> Payloads => _events.SelectMany(e => e.Payload!);

        // Without the context's number (first) and what differs from run to run.
        public IEnumerable<string> Lines => _events.Select(e => string.Join(' ', e.Payload!
            .Zip(e.PayloadNames!)
            .Where(pair => pair.Second is not ("contextId" or "nanoseconds" or "flags") && !(e.EventId == 1 && pair.Second == "sequenceMode"))
            .Select(pair => (pair.First, pair.Second) switch
            {
                (byte suite, "suite") => (MessageSuite)suite,
                (byte mode, "sequenceMode") => (MessageNumbering)mode,
                _ => pair.First,
            })
            .Prepend(e.EventName)));

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => _events.Add(eventData);
    }
}
