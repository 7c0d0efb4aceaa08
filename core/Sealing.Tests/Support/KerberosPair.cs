using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages.Kerberos;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>The two ends of one context: ours, and a live peer's.</summary>
internal sealed class KerberosPair : IDisposable
{
    internal KerberosPair(
        GssLibrary library, int type, SealRole ourRole, bool subkey, bool dce, ulong first, ContextFlags detect = ContextFlags.ReplayDetect)
    {
        int size = ((KerberosEncryptionType)type).KeySize();
        byte[] key = Enumerable.Range(0, size).Select(i => (byte)i).ToArray();
        byte[]? acceptorSubkey = subkey ? Enumerable.Range(100, size).Select(i => (byte)i).ToArray() : null;
        ulong second = unchecked(first + 5000);
        Ours = new KerberosContext(new()
        {
            Role = ourRole,
            EncryptionType = (KerberosEncryptionType)type,
            Key = key,
            AcceptorSubkey = acceptorSubkey,
            Flags = ContextFlags.Integrity | ContextFlags.Confidentiality | detect | (dce ? ContextFlags.DceStyle : 0),
            SendNumber = first,
            ReceiveNumber = second,
        });
        var theirs = new GssContextOptions
        {
            Initiator = ourRole == SealRole.Acceptor,
            EncryptionType = type,
            Key = key,
            AcceptorSubkey = acceptorSubkey,
            SendNumber = second,
            ReceiveNumber = first,
            DceStyle = dce,
            ReplayDetect = detect.HasFlag(ContextFlags.ReplayDetect),
            SequenceDetect = detect.HasFlag(ContextFlags.SequenceDetect),
        };
        Theirs = new GssContext(library, theirs);
        Twin = new GssContext(library, theirs with { Initiator = !theirs.Initiator, SendNumber = first, ReceiveNumber = second });
    }

    internal KerberosContext Ours { get; }

    /// <summary>The peer's context at the other end.</summary>
    internal GssContext Theirs { get; }

    /// <summary>A context of the peer's library at our end: what it would make of the same messages.</summary>
    internal GssContext Twin { get; }

    public void Dispose()
    {
        Ours.Dispose();
        Theirs.Dispose();
        Twin.Dispose();
    }
}
