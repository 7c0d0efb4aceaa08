using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;

namespace PerfLab.Cases;

/// <summary>The two ends of a connection, and messages for them. Making one checks that what the sender seals and signs,
/// the receiver unseals and verifies.</summary>
internal sealed unsafe class ContractPair
{
    private readonly ContractSuite _suite;
    private readonly ContextFlags _flags;
    private readonly byte[] _plaintext;
    private readonly int _tokenSize;

    public ContractPair(ContractSuite suite, string mode, int size)
    {
        _suite = suite;
        _flags = ContextFlags.Integrity | ContextFlags.Confidentiality | FlagsOf(mode);
        _plaintext = Inputs.Bytes(size);
        AssignedStep = mode == "assigned" ? 1u : 0u;
        using (SealContext context = suite.Open(SealRole.Initiator, _flags))
        {
            _tokenSize = Math.Max(context.Sizes.SecurityTrailer, context.Sizes.MaxSignature);
        }

        Check();
        Sender = OpenSender();
        Receiver = OpenReceiver();
    }

    /// <summary>1 where the caller numbers the messages, else 0.</summary>
    public uint AssignedStep { get; }

    /// <summary>Handle of the sending end; it has sent nothing yet.</summary>
    public nuint Sender { get; }

    /// <summary>Handle of the receiving end; it has received nothing yet.</summary>
    public nuint Receiver { get; }

    /// <summary>Another sending end, which says again what the first one says.</summary>
    public nuint OpenSender() => SealProvider.Open(_suite.Open(SealRole.Initiator, _flags));

    /// <summary>A message with the plaintext.</summary>
    public ContractMessage NewMessage() => new(_tokenSize, _plaintext);

    /// <summary>Throws when a call of the contract failed.</summary>
    public static void Require(NtStatus status, string function)
    {
        if (status != NtStatus.Success)
        {
            throw new CaseFailedException($"{function} answered 0x{(uint)status:X8} ({status}).");
        }
    }

    private nuint OpenReceiver() => SealProvider.Open(_suite.Open(SealRole.Acceptor, _flags));

    private void Check()
    {
        nuint sender = OpenSender();
        nuint receiver = OpenReceiver();
        var message = NewMessage();
        Require(SealProvider.SpSealMessage(sender, 0, message.Descriptor, AssignedStep), "SpSealMessage");
        if (_plaintext.Length >= sizeof(ulong) && message.Data.SequenceEqual(_plaintext))
        {
            throw new CaseFailedException("SpSealMessage left the data as it was.");
        }

        Require(SealProvider.SpUnsealMessage(receiver, message.Descriptor, AssignedStep, null), "SpUnsealMessage");
        if (!message.Data.SequenceEqual(_plaintext))
        {
            throw new CaseFailedException("SpUnsealMessage does not give back what was sealed.");
        }

        SealProvider.SpDeleteUserModeContext(sender);
        SealProvider.SpDeleteUserModeContext(receiver);
    }

    private static ContextFlags FlagsOf(string mode) => mode switch
    {
        "none" or "assigned" => ContextFlags.None,
        "replay" => ContextFlags.ReplayDetect,
        "ordered" => ContextFlags.SequenceDetect,
        _ => throw new ArgumentException($"No sequence mode is called '{mode}'.", nameof(mode)),
    };
}
