// Where memory that is handed to a caller comes from: AllocateHeap of the caller's SECPKG_DLL_FUNCTIONS when
// SpInstanceInit supplied it, else the C heap. The caller frees it with FreeContextBuffer or FreeHeap.

using System.Runtime.InteropServices;

namespace PerfLab.Sealing.Sspi;

/// <summary>Memory given to callers.</summary>
public static unsafe class SspHeap
{
    private static delegate* unmanaged<uint, void*> s_allocate;
    private static delegate* unmanaged<void*, void> s_free;

    /// <summary>Uses the caller's heap from now on; null pointers go back to the C heap.</summary>
    public static void Use(delegate* unmanaged<uint, void*> allocate, delegate* unmanaged<void*, void> free)
    {
        s_allocate = allocate;
        s_free = free;
    }

    /// <summary>Allocates; null when there is no memory.</summary>
    public static void* Allocate(uint bytes)
    {
        if (s_allocate != null)
        {
            return s_allocate(bytes);
        }

        try
        {
            return NativeMemory.Alloc(bytes);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Frees what <see cref="Allocate"/> gave.</summary>
    public static void Free(void* memory)
    {
        if (s_free != null)
        {
            s_free(memory);
        }
        else
        {
            NativeMemory.Free(memory);
        }
    }
}
