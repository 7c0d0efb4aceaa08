using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Native;

/// <summary>SECPKG_DLL_FUNCTIONS of ntsecpkg.h: what the caller lends to the package. The last two are not used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DllFunctions
{
    internal delegate* unmanaged<uint, void*> AllocateHeap;
    internal delegate* unmanaged<void*, void> FreeHeap;
    internal void* RegisterCallback;
    internal void* LocatePackageById;
}
