namespace PerfLab.Sealing.Ciphers;

/// <summary>A message of a batch before its cipher has run.</summary>
/// <param name="Prefix">The first 8 bytes of the token header, loaded little-endian.</param>
/// <param name="Counter">The message counter.</param>
/// <param name="Blocks">Blocks of key stream that are made ahead, 0 for none.</param>
internal readonly record struct MessageStart(ulong Prefix, ulong Counter, int Blocks);
