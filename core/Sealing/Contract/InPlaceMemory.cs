using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Contract;

/// <summary>Write access to received bytes, so that they can be unsealed where they lie.</summary>
internal static class InPlaceMemory
{
    /// <summary>The same bytes, writable. The caller must be their only reader: a pipe's received and not yet consumed bytes.</summary>
    internal static Memory<byte> Writable(ReadOnlyMemory<byte> received) =>
        // SAFETY: a pipe's received bytes lie in buffers that were written to when they were received and that nobody but
        // the pipe's one reader looks at before it consumes them.
        MemoryMarshal.AsMemory(received);
}
