// Keeps a context's keys alive while calls use them, without a lock and without a shared counter.
//
// Each thread has a small array of the contexts that it is inside of. Entering is a store to it and a look at the
// context's deleted flag; on the deleting side one process-wide barrier (Interlocked.MemoryBarrierProcessWide) pays
// for all of them, and then the arrays are watched until the context is in none. Cost of a call: 2 stores, 1 load.

using System.Runtime.CompilerServices;

namespace PerfLab.Sealing.Contexts;

/// <summary>The contexts that one thread is inside of at this moment.</summary>
internal sealed class CallGate
{
    /// <summary>How many contexts a thread can be inside of at once (a batch).</summary>
    internal const int MaxDepth = 16;

    // Unused slots before and behind, so that two threads' gates share no cache line.
    private const int Padding = 8;

    [ThreadStatic]
    private static CallGate? t_current;

    private static readonly Lock s_lock = new();
    private static readonly List<WeakReference<CallGate>> s_gates = [];

    private readonly long[] _inside = new long[Padding + MaxDepth + Padding];
    private int _depth;

    /// <summary>This thread's gate.</summary>
    internal static CallGate Current => t_current ?? Register();

    /// <summary>Number of contexts that the thread is inside of.</summary>
    internal int Depth => _depth;

    /// <summary>Announces the context. The caller must look at its deleted flag afterwards.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter(long contextId) => Volatile.Write(ref _inside[Padding + _depth++], contextId);

    /// <summary>Takes back the latest announcement.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit() => Volatile.Write(ref _inside[Padding + --_depth], 0);

    /// <summary>Returns when no call is inside of the context. Its deleted flag must be set already.</summary>
    internal static void WaitUntilLeft(long contextId)
    {
        Interlocked.MemoryBarrierProcessWide();
        CallGate[] gates;
        lock (s_lock)
        {
            gates = [.. s_gates.Select(weak => weak.TryGetTarget(out CallGate? gate) ? gate : null).OfType<CallGate>()];
        }

        foreach (CallGate gate in gates)
        {
            var spin = default(SpinWait);
            while (gate.Holds(contextId))
            {
                spin.SpinOnce();
            }
        }
    }

    private bool Holds(long contextId)
    {
        for (int i = 0; i < MaxDepth; i++)
        {
            if (Volatile.Read(ref _inside[Padding + i]) == contextId)
            {
                return true;
            }
        }

        return false;
    }

    private static CallGate Register()
    {
        var gate = new CallGate();
        lock (s_lock)
        {
            s_gates.RemoveAll(weak => !weak.TryGetTarget(out _));
            s_gates.Add(new WeakReference<CallGate>(gate));
        }

        return t_current = gate;
    }
}
