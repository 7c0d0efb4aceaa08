// Which message numbers may still come (RFC 6479's ring of words; RFC 4121 section 4.2.3 for what they number).
//
// Ring of 2^5 words of 64 bits. The newest word moves ahead with the highest number seen; numbers more than
// 31 words behind it are too old, so at least 1984 earlier numbers are told apart. O(1) for every message, and a jump
// clears at most the 32 words. Called only for authentic messages, under its own spin lock.

using System.Diagnostics;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Contexts;

/// <summary>How a receiver checks message numbers.</summary>
public enum SequenceMode
{
    /// <summary>Any order, duplicates accepted.</summary>
    None,

    /// <summary>REPLAY_DETECT: each number once, within the window.</summary>
    Replay,

    /// <summary>SEQUENCE_DETECT: exactly the next number.</summary>
    Ordered,
}

/// <summary>The receive side of message numbers. Thread-safe.</summary>
public sealed class SequenceWindow
{
    private const int Words = 32;
    private const int WordBits = 64;

    /// <summary>How many numbers behind the newest one are certainly told apart.</summary>
    public const int Width = (Words - 1) * WordBits;

    private readonly SequenceMode _mode;
    private readonly ulong _first;
    private readonly ulong[] _seen = new ulong[Words];
    private ulong _next;
    private int _busy;

    /// <summary>Starts a window.</summary>
    /// <param name="mode">What is checked.</param>
    /// <param name="first">The number of the first message; earlier ones are too old.</param>
    public SequenceWindow(SequenceMode mode, ulong first)
    {
        _mode = mode;
        _first = first;
        _next = first;
    }

    /// <summary>What is checked.</summary>
    public SequenceMode Mode => _mode;

    /// <summary>One more than the highest number accepted, or the first number.</summary>
    public ulong Next => Volatile.Read(ref _next);

    /// <summary>Takes the number of an authentic message.</summary>
    /// <returns>Success, or OutOfSequence when the number is a duplicate, too old, or not the next one.</returns>
    public NtStatus Accept(ulong number) => _mode switch
    {
        SequenceMode.None => NtStatus.Success,
        SequenceMode.Ordered => Interlocked.CompareExchange(ref _next, number + 1, number) == number ? NtStatus.Success : NtStatus.OutOfSequence,
        _ => AcceptOnce(number),
    };

    private NtStatus AcceptOnce(ulong number)
    {
        Lock();
        bool fresh = Mark(number - _first);
        Volatile.Write(ref _busy, 0);
        return fresh ? NtStatus.Success : NtStatus.OutOfSequence;
    }

    // Positions count from the first number, so that a window may wrap around 2^64. A position in the upper half of the
    // number space is a number before the first.
    private bool Mark(ulong position)
    {
        ulong end = _next - _first;
        if (position > long.MaxValue)
        {
            return false;
        }

        if (position >= end)
        {
            ClearWords(end == 0 ? ulong.MaxValue : (end - 1) / WordBits, position / WordBits);
            _next = _first + position + 1;
        }
        else if (position / WordBits + Words <= (end - 1) / WordBits)
        {
            return false;
        }

        ref ulong word = ref _seen[(int)(position / WordBits % Words)];
        ulong bit = 1UL << (int)(position % WordBits);
        bool fresh = (word & bit) == 0;
        word |= bit;
        return fresh;
    }

    private void ClearWords(ulong newest, ulong target)
    {
        Debug.Assert(newest == ulong.MaxValue || newest <= target);
        ulong steps = Math.Min(target - newest, Words);
        for (ulong i = 0; i < steps; i++)
        {
            _seen[(int)((target - i) % Words)] = 0;
        }
    }

    private void Lock()
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            spin.SpinOnce();
        }
    }
}
