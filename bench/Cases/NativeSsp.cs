using System.Runtime.InteropServices;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Packages;

namespace PerfLab.Cases;

/// <summary>The published shared library (core/Sealing.Native), called as a C program calls it: through the pointers of its
/// SECPKG_USER_FUNCTION_TABLE.</summary>
internal sealed unsafe class NativeSsp
{
    /// <summary>The environment variable that names the library; without it there are no native cases.</summary>
    public const string PathVariable = "PERFLAB_SSP";

    private const uint InterfaceVersion = 0x0001_0000;

    // Places in the table.
    private const int InstanceInit = 0;
    private const int SealMessage = 4;
    private const int UnsealMessage = 5;
    private const int ImportContext = 13;

    private readonly delegate* unmanaged<SecBuffer*, void*, nuint*, NtStatus> _import;

    private NativeSsp(void** table)
    {
        _import = (delegate* unmanaged<SecBuffer*, void*, nuint*, NtStatus>)table[ImportContext];
        Seal = (delegate* unmanaged[SuppressGCTransition]<nuint, uint, SecBufferDesc*, uint, NtStatus>)table[SealMessage];
        Unseal = (delegate* unmanaged[SuppressGCTransition]<nuint, SecBufferDesc*, uint, uint*, NtStatus>)table[UnsealMessage];
    }

    /// <summary>Where the library lies, or null.</summary>
    public static string? Path => Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path ? path : null;

    /// <summary>SealMessage of the table. Called as C calls it: without the bookkeeping of a call that leaves managed code,
    /// which is the caller's and not the library's.</summary>
    public delegate* unmanaged[SuppressGCTransition]<nuint, uint, SecBufferDesc*, uint, NtStatus> Seal { get; }

    /// <summary>UnsealMessage of the table, called in the same way.</summary>
    public delegate* unmanaged[SuppressGCTransition]<nuint, SecBufferDesc*, uint, uint*, NtStatus> Unseal { get; }

    /// <summary>Loads the library and takes its table.</summary>
    public static NativeSsp Load()
    {
        if (Path is not { } path || !NativeLibrary.TryLoad(System.IO.Path.GetFullPath(path), out nint library))
        {
            throw new CaseFailedException($"{PathVariable} names '{Path}', which cannot be loaded; publish core/Sealing.Native and name its perflab_ssp.so.");
        }

        var initialize = (delegate* unmanaged<uint, uint*, void***, uint*, NtStatus>)NativeLibrary.GetExport(library, "SpUserModeInitialize");
        uint version, count;
        void** table;
        ContractPair.Require(initialize(InterfaceVersion, &version, &table, &count), "SpUserModeInitialize");
        var instanceInit = (delegate* unmanaged<uint, void*, void*, NtStatus>)table[InstanceInit];
        ContractPair.Require(instanceInit(version, null, null), "InstanceInit");
        return new NativeSsp(table);
    }

    /// <summary>Opens a context in the library.</summary>
    public nuint Open(SealContextOptions options)
    {
        nuint handle;
        byte[] packed = PackedContext.Pack(options);
        fixed (byte* bytes = packed)
        {
            var buffer = new SecBuffer(SecBufferType.Token, bytes, (uint)packed.Length);
            ContractPair.Require(_import(&buffer, null, &handle), "ImportContext");
        }

        return handle;
    }
}
