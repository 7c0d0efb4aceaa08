using System.Runtime.CompilerServices;
using PerfLab.Sealing.Ciphers;
using PerfLab.Sealing.Contexts;

namespace PerfLab.Sealing.Packages.Aead;

/// <summary>What is known of a message of a batch before its cipher has run.</summary>
internal struct AeadBatchEntry
{
    /// <summary>The cipher.</summary>
    internal AeadCipher Cipher;

    /// <summary>The header of the token.</summary>
    internal AeadToken Token;
}

/// <summary>One entry for each message of a run.</summary>
[InlineArray(SealBatch.MaxRun)]
internal struct AeadBatchEntries
{
    private AeadBatchEntry _first;
}
