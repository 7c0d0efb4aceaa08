using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Pipelines;

/// <summary>Why a sealed pipe ended; the first reason stays. Shared by its two directions.</summary>
internal sealed class PipeFault(IDuplexPipe transport)
{
    private SealException? _first;

    /// <summary>The reason, or null.</summary>
    internal SealException? Exception => Volatile.Read(ref _first);

    /// <summary>Ends both directions and wakes whoever waits in one.</summary>
    /// <returns>The first reason that was given.</returns>
    internal SealException Set(NtStatus status, string message, Exception? inner = null)
    {
        var fault = new SealException(status, message, inner);
        if (Interlocked.CompareExchange(ref _first, fault, null) is { } earlier)
        {
            return earlier;
        }

        try
        {
            transport.Input.CancelPendingRead();
            transport.Output.CancelPendingFlush();
        }
        catch (ObjectDisposedException)
        {
            // A transport over a stream says this when that direction was completed before: nobody waits in it.
        }

        return fault;
    }

    /// <summary>Throws the reason.</summary>
    [DoesNotReturn]
    internal static void Throw(SealException exception) => ExceptionDispatchInfo.Throw(exception);
}
