using System.ComponentModel;
using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Memory between two pages that nobody may touch: a read or a write just outside of it ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int NoAccess = 0, ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const uint ReserveAndCommit = 0x3000, Release = 0x8000, PageNoAccess = 0x01, PageReadWrite = 0x04;

    private static readonly int s_page = Environment.SystemPageSize;
    private readonly byte* _first;
    private readonly int _size;

    internal GuardedMemory(int size)
    {
        _size = (size + s_page - 1) / s_page * s_page;
        nuint all = (nuint)(_size + 2 * s_page);
        byte* start = OperatingSystem.IsWindows()
            ? VirtualAlloc(null, all, ReserveAndCommit, PageNoAccess)
            : Map(null, all, NoAccess, PrivateAnonymous, -1, 0);
        _first = start + s_page;
        if (start == null || start == (byte*)-1
            || (OperatingSystem.IsWindows() ? VirtualProtect(_first, (nuint)_size, PageReadWrite, out _) == 0 : Protect(_first, (nuint)_size, ReadWrite) != 0))
        {
            throw new Win32Exception();
        }
    }

    /// <summary>True where this class knows how to ask for such memory.</summary>
    internal static bool IsAvailable => OperatingSystem.IsLinux() || OperatingSystem.IsWindows();

    /// <summary>The first or the last bytes, against the page before or behind them.</summary>
    internal Span<byte> Flush(int length, bool atEnd) => new(atEnd ? _first + _size - length : _first, length);

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            _ = VirtualFree(_first - s_page, 0, Release);
        }
        else
        {
            _ = Unmap(_first - s_page, (nuint)(_size + 2 * s_page));
        }
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial byte* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32", SetLastError = true)]
    private static partial int VirtualProtect(void* address, nuint size, uint protection, out uint old);

    [LibraryImport("kernel32")]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
