// MIT krb5 and Heimdal on the same work as ours: one message, in place where the library can (gss_wrap_iov,
// gss_unwrap_iov of MIT), through a new buffer where it cannot (gss_wrap, gss_unwrap of Heimdal). Contexts are made from
// raw keys; no detection of order, as in our cases of mode "none". Unsealing destroys its input, so token and data are
// copied back for every message, as ours are. A batch is as many messages one by one: the libraries know no other way.

using PerfLab.Cases;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Lab.Peers;

internal sealed class KerberosPeer : Peer
{
    private readonly GssLibrary? _library;
    private readonly bool _inPlace;
    private readonly int[] _types;
    private readonly string _package;

    private KerberosPeer(string name, string note, GssLibrary? library, bool inPlace, int[] types, string package)
    {
        Name = name;
        Note = note;
        _library = library;
        _inPlace = inPlace;
        _types = types;
        _package = package;
    }

    /// <summary>MIT krb5.</summary>
    public static KerberosPeer Mit { get; } = new(
        "mit", "gss_wrap_iov and gss_unwrap_iov of MIT krb5, in place, contexts from raw keys", GssLibrary.Mit, true, [17, 18, 19, 20], "libgssapi-krb5-2");

    /// <summary>Heimdal.</summary>
    public static KerberosPeer Heimdal { get; } = new(
        "heimdal", "gss_wrap and gss_unwrap of Heimdal, into a new buffer, contexts from raw keys", GssLibrary.Heimdal, false, [17, 18], "libgssapi3-heimdal");

    public override string Name { get; }

    public override string Note { get; }

    public override string? Absence => _library is null ? $"its library cannot be loaded (Debian package {_package})" : null;

    public override bool Offers(CaseTail tail) =>
        Operation(tail) is "seal" or "unseal" && tail.Mode == "none" && KerberosSuite.Find(tail.Suite) is { } suite && _types.Contains((int)suite.Type);

    public override Action<long> Prepare(CaseTail tail)
    {
        var loop = new Loop(this, KerberosSuite.Find(tail.Suite)!, tail.SizeBytes, Operation(tail) == tail.Operation ? 1 : BatchCase.BatchSize);
        Action<long> run = (Operation(tail), _inPlace) switch
        {
            ("seal", true) => loop.WrapIov,
            ("seal", false) => loop.Wrap,
            (_, true) => loop.UnwrapIov,
            _ => loop.Unwrap,
        };
        run(3);
        return run;
    }

    // seal and seal-batch16 are the same work on one message and on sixteen.
    private static string Operation(CaseTail tail) => tail.Operation.Replace($"-batch{BatchCase.BatchSize}", "", StringComparison.Ordinal);

    private sealed class Loop
    {
        private readonly GssContext _sender;
        private readonly GssContext _receiver;
        private readonly byte[] _plaintext;
        private readonly (byte[] Token, byte[] Data)[] _messages;
        private readonly byte[] _sealedToken;
        private readonly byte[] _sealedData;
        private readonly byte[] _stream;

        public Loop(KerberosPeer peer, KerberosSuite suite, int size, int count)
        {
            _sender = Open(peer, suite, initiator: true);
            _receiver = Open(peer, suite, initiator: false);
            _plaintext = Inputs.Bytes(size);
            using var ours = suite.Open(Sealing.Contexts.SealRole.Initiator, Sealing.Contexts.ContextFlags.Integrity | Sealing.Contexts.ContextFlags.Confidentiality);
            _sealedToken = new byte[ours.Sizes.SecurityTrailer];
            _sealedData = (byte[])_plaintext.Clone();
            ours.Seal(_sealedToken, _sealedData, out _);
            _stream = [.. _sealedToken, .. _sealedData];
            _messages = [.. Enumerable.Range(0, count).Select(_ => ((byte[])_sealedToken.Clone(), (byte[])_plaintext.Clone()))];
            if (_receiver.Unwrap((byte[])_stream.Clone(), out byte[] message, out _) != GssContext.Complete || !message.AsSpan().SequenceEqual(_plaintext))
            {
                throw new CaseFailedException("The peer does not unwrap our message.");
            }
        }

        public void WrapIov(long operations)
        {
            uint status = 0;
            for (long i = 0; i < operations; i++)
            {
                (byte[] token, byte[] data) = Message(i);
                status |= _sender.WrapIov(token, default, data, default, encrypt: true);
            }

            Require(status);
        }

        public void UnwrapIov(long operations)
        {
            uint status = 0;
            for (long i = 0; i < operations; i++)
            {
                (byte[] token, byte[] data) = Message(i);
                _sealedToken.CopyTo(token, 0);
                _sealedData.CopyTo(data, 0);
                status |= _receiver.UnwrapIov(token, default, data, default, out _);
            }

            Require(status);
        }

        public void Wrap(long operations)
        {
            for (long i = 0; i < operations; i++)
            {
                _sender.WrapAndDrop(_plaintext);
            }
        }

        public void Unwrap(long operations)
        {
            uint status = 0;
            for (long i = 0; i < operations; i++)
            {
                status |= _receiver.UnwrapAndDrop(_stream);
            }

            Require(status);
        }

        private (byte[] Token, byte[] Data) Message(long operation) => _messages[(uint)operation % (uint)_messages.Length];

        private static GssContext Open(KerberosPeer peer, KerberosSuite suite, bool initiator) => new(peer._library!, new()
        {
            Initiator = initiator,
            EncryptionType = (int)suite.Type,
            Key = suite.Key,
            AcceptorSubkey = suite.AcceptorSubkey,
            ReplayDetect = false,
        });

        private static void Require(uint status)
        {
            if (status != GssContext.Complete)
            {
                throw new CaseFailedException($"The peer answered {status:x8}.");
            }
        }
    }
}
