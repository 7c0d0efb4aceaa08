using System.Diagnostics;
using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PerfLab.Sealing.Kernels;

/// <summary>Native memory for expanded keys: it never moves, lies on a cache line, and is zeroed before it is freed.</summary>
internal sealed unsafe class KeyMemory : CriticalFinalizerObject, IDisposable
{
    private const int CacheLine = 64;

    private readonly int _size;

    /// <summary>Reserves <paramref name="size"/> zeroed bytes.</summary>
    internal KeyMemory(int size)
    {
        Debug.Assert(size > 0);
        _size = size;
        Pointer = (byte*)NativeMemory.AlignedAlloc((nuint)size, CacheLine);
        NativeMemory.Clear(Pointer, (nuint)size);
    }

    ~KeyMemory() => Free();

    /// <summary>The first byte; null after <see cref="Dispose"/>.</summary>
    internal byte* Pointer { get; private set; }

    /// <summary>All bytes.</summary>
    internal Span<byte> Span => new(Pointer, _size);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Pointer is null)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(new Span<byte>(Pointer, _size));
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
