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
        Theirs = new GssContext(library, new()
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
        });
    }

    internal KerberosContext Ours { get; }

    internal GssContext Theirs { get; }

    public void Dispose()
    {
        Ours.Dispose();
        Theirs.Dispose();
    }
}
