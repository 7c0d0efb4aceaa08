namespace PerfLab.Sealing.Packages.Aead;

/// <summary>The flags of a token.</summary>
[Flags]
internal enum AeadTokenFlags : byte
{
    None = 0,
    Sealed = 1,
    SentByAcceptor = 2,
    Assigned = 4,
    Signature = 8,
    All = Sealed | SentByAcceptor | Assigned | Signature,
}
