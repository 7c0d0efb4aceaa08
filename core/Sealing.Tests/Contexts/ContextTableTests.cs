using PerfLab.Sealing.Contexts;
using PerfLab.Sealing.Contract;
using PerfLab.Sealing.Sspi;
using PerfLab.Sealing.Tests.Support;

namespace PerfLab.Sealing.Tests.Contexts;

public sealed class ContextTableTests
{
    [Fact]
    public void Handles_AreNeverUsedTwice_AndFoundUntilDeleted()
    {
        var handles = new HashSet<nuint>();
        var live = new Queue<AeadPair>();
        for (int i = 0; i < 300; i++)
        {
            var pair = new AeadPair();
            live.Enqueue(pair);
            Assert.True(handles.Add(pair.ClientHandle));
            Assert.True(handles.Add(pair.ServerHandle));
            if (live.Count > 40)
            {
                AeadPair old = live.Dequeue();
                old.Dispose();
                Assert.False(ContextTable.TryFind(old.ClientHandle, out _));
            }

            Assert.All(live, p => Assert.True(ContextTable.TryFind(p.ServerHandle, out SealContext? found) && found == p.Server));
        }

        foreach (AeadPair pair in live)
        {
            pair.Dispose();
        }
    }

    [Fact]
    public void CallersHandle_IsTakenOnce()
    {
        using var first = new AeadPair();
        using var second = new AeadPair();
        nuint chosen = 0x1234_5678;
        Assert.False(ContextTable.TryAdd(first.ClientHandle, second.Client));
        Assert.False(ContextTable.TryAdd(0, second.Client));
        Assert.False(ContextTable.TryAdd(nuint.MaxValue, second.Client));
        Assert.True(ContextTable.TryAdd(chosen, first.Client));
        Assert.False(ContextTable.TryAdd(chosen, second.Client));
        first.Client.Dispose();
        Assert.True(ContextTable.TryAdd(chosen, second.Client));
        Assert.True(ContextTable.TryFind(chosen, out SealContext? found) && found == second.Client);
    }

    /// <summary>Contexts come and go under calls: each call gets an answer of the contract, and keys are never used
    /// after they were zeroed (a message sealed with zeroed keys would not unseal).</summary>
    [Fact]
    public void DeleteUnderCalls_WaitsForThem()
    {
        using var stop = new CancellationTokenSource();
        nuint current = 0;
        int sealedMessages = 0;
        Exception? failure = null;
        Thread[] callers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    Interlocked.Add(ref sealedMessages, SealAndCheck(Volatile.Read(ref current)) ? 1 : 0);
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        Array.ForEach(callers, thread => thread.Start());
        long end = Environment.TickCount64 + 1_000;
        while (Environment.TickCount64 < end)
        {
            var pair = new AeadPair();
            Volatile.Write(ref current, pair.ClientHandle);
            Thread.Yield();
            Assert.Equal(NtStatus.Success, SealProvider.SpDeleteUserModeContext(pair.ClientHandle));
            pair.Dispose();
        }

        stop.Cancel();
        Array.ForEach(callers, thread => thread.Join());
        Assert.Null(failure);
        Assert.True(sealedMessages > 0);
    }

    // All pairs of the storm share one secret, so a fresh pair's server can judge a message of any of them.
    private static unsafe bool SealAndCheck(nuint handle)
    {
        using var buffers = new Descriptor();
        buffers.Add(SecBufferType.Token, new byte[32]);
        int data = buffers.Add(SecBufferType.Data, "storm"u8);
        NtStatus status = SealProvider.SpSealMessage(handle, 0, buffers.Pointer, 0);
        if (status != NtStatus.Success)
        {
            Assert.Equal(NtStatus.InvalidHandle, status);
            Assert.Equal("storm"u8, buffers.Bytes(data));
            return false;
        }

        using var judge = new AeadPair();
        Assert.Equal(NtStatus.Success, SealProvider.SpUnsealMessage(judge.ServerHandle, buffers.Pointer, 0, null));
        return true;
    }
}
