// Handle -> context. A handle is a number that this process never uses twice (its generation is the whole number), or
// one that the caller chose (SpInitUserModeContext: the LSA's handle). Look-up takes no lock: a hash table with linear
// probing whose slots are written one at a time and which is copied when it is half full. A deleted context keeps its
// slot until then, so that probing goes on behind it.

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Contexts;

/// <summary>The contexts that have a handle.</summary>
internal static class ContextTable
{
    // Handles of our own are odd and start high, away from small numbers that callers might make up.
    private const ulong FirstHandle = 0x5EA1_0000_0000_0001;
    private const int SmallestSize = 64;

    private static readonly Lock s_lock = new();
    private static SealContext?[] s_slots = new SealContext?[SmallestSize];
    private static int s_used;
    private static ulong s_nextHandle = FirstHandle;

    /// <summary>Gives the context a new handle.</summary>
    internal static nuint Add(SealContext context)
    {
        lock (s_lock)
        {
            nuint handle;
            do
            {
                handle = (nuint)s_nextHandle;
                s_nextHandle += 2;
            }
            while (TryFind(handle, out _));
            Insert(handle, context);
            return handle;
        }
    }

    /// <summary>Files the context under a handle of the caller's. False when the handle is taken or not usable.</summary>
    internal static bool TryAdd(nuint handle, SealContext context)
    {
        lock (s_lock)
        {
            // 0, SecInvalidateHandle (all ones) and SEC_DELETED_HANDLE (-2) name no context.
            if (handle is 0 || handle >= nuint.MaxValue - 1 || TryFind(handle, out _))
            {
                return false;
            }

            Insert(handle, context);
            return true;
        }
    }

    /// <summary>Finds a context. It may be deleted at any moment: <see cref="SealContext.Run"/> finds that out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryFind(nuint handle, [NotNullWhen(true)] out SealContext? context)
    {
        SealContext?[] slots = Volatile.Read(ref s_slots);
        for (int i = FirstSlot(handle, slots.Length); ; i = (i + 1) & (slots.Length - 1))
        {
            SealContext? candidate = Volatile.Read(ref slots[i]);
            if (candidate is null)
            {
                context = null;
                return false;
            }

            if (candidate.Handle == handle && !candidate.IsDeleted)
            {
                context = candidate;
                return true;
            }
        }
    }

    private static void Insert(nuint handle, SealContext context)
    {
        if ((s_used + 1) * 2 > s_slots.Length)
        {
            Copy();
        }

        context.Handle = handle;
        Place(s_slots, context);
        s_used++;
    }

    private static void Copy()
    {
        SealContext[] live = [.. s_slots.OfType<SealContext>().Where(context => !context.IsDeleted)];
        int size = SmallestSize;
        while (size < (live.Length + 1) * 4)
        {
            size *= 2;
        }

        var slots = new SealContext?[size];
        foreach (SealContext context in live)
        {
            Place(slots, context);
        }

        s_used = live.Length;
        Volatile.Write(ref s_slots, slots);
    }

    private static void Place(SealContext?[] slots, SealContext context)
    {
        int i = FirstSlot(context.Handle, slots.Length);
        while (slots[i] is not null)
        {
            i = (i + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[i], context);
    }

    private static int FirstSlot(nuint handle, int size) => (int)((handle * 0x9E3779B97F4A7C15UL) >> 40) & (size - 1);
}
