// What the library exports. SpUserModeInitialize is the contract's entry: it hands out the one table of the package.

using System.Runtime.InteropServices;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Native;

internal static unsafe class EntryPoints
{
    // SECPKG_INTERFACE_VERSION: the only one whose tables we fill; a caller that knows later ones knows it too.
    private const uint InterfaceVersion = 0x0001_0000;

    private const uint TableCount = 1;

    private static readonly UserFunctionTable* s_table = UserFunctions.MakeTable();

    /// <summary>Hands out the function table.</summary>
    /// <param name="lsaVersion">The latest interface version that the caller knows.</param>
    /// <param name="packageVersion">Receives the interface version of the table.</param>
    /// <param name="tables">Receives an array of tables, one for each package; it lives as long as the process.</param>
    /// <param name="tableCount">Receives the length of the array: 1.</param>
    /// <returns>InvalidParameter for a null pointer or a caller that knows no interface version.</returns>
    [UnmanagedCallersOnly(EntryPoint = "SpUserModeInitialize")]
    private static NtStatus SpUserModeInitialize(uint lsaVersion, uint* packageVersion, UserFunctionTable** tables, uint* tableCount)
    {
        if (packageVersion == null || tables == null || tableCount == null || lsaVersion < InterfaceVersion)
        {
            return NtStatus.InvalidParameter;
        }

        *packageVersion = InterfaceVersion;
        *tables = s_table;
        *tableCount = TableCount;
        return NtStatus.Success;
    }

    /// <summary>Bytes that the calling thread has allocated from the managed heap so far. Not part of the contract: with
    /// it a C program proves that a call allocates nothing, which counting calls of malloc alone would not.</summary>
    [UnmanagedCallersOnly(EntryPoint = "PerfLabSspAllocatedBytes")]
    private static long AllocatedBytes() => GC.GetAllocatedBytesForCurrentThread();
}
