namespace PerfLab.Sealing.Contexts;

/// <summary>What was negotiated for a context (ISC_RET_* of sspi.h; the acceptor's spelling differs in two bits).</summary>
[Flags]
public enum ContextFlags : uint
{
    /// <summary>Nothing: such a context protects no message.</summary>
    None = 0,

    /// <summary>REPLAY_DETECT: duplicates are refused.</summary>
    ReplayDetect = 0x4,

    /// <summary>SEQUENCE_DETECT: messages are accepted in order only.</summary>
    SequenceDetect = 0x8,

    /// <summary>CONFIDENTIALITY: messages may be encrypted.</summary>
    Confidentiality = 0x10,

    /// <summary>USE_DCE_STYLE.</summary>
    DceStyle = 0x200,

    /// <summary>DATAGRAM: the caller numbers the messages.</summary>
    Datagram = 0x400,

    /// <summary>CONNECTION: the context numbers the messages.</summary>
    Connection = 0x800,

    /// <summary>INTEGRITY: messages are authenticated.</summary>
    Integrity = 0x10000,
}
