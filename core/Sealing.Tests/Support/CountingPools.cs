using System.Buffers;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>Counts what is out, and where asked keeps what came back so that a test can look for plaintext in it.</summary>
internal sealed class CountingArrayPool(bool keep = true) : ArrayPool<byte>
{
    private int _out;

    internal int Rented { get; private set; }

    internal int Out => Volatile.Read(ref _out);

    internal List<byte[]> Returned { get; } = [];

    public override byte[] Rent(int minimumLength)
    {
        Interlocked.Increment(ref _out);
        Rented++;
        return keep ? new byte[minimumLength] : Shared.Rent(minimumLength);
    }

    public override void Return(byte[] array, bool clearArray = false)
    {
        Interlocked.Decrement(ref _out);
        if (!keep)
        {
            Shared.Return(array);
            return;
        }

        lock (Returned)
        {
            Returned.Add(array);
        }
    }
}

/// <summary>A transport's memory, counted the same way.</summary>
internal sealed class CountingMemoryPool(int blockSize = 4096) : MemoryPool<byte>
{
    private int _out;

    internal int Out => Volatile.Read(ref _out);

    internal List<byte[]> Returned { get; } = [];

    public override int MaxBufferSize => int.MaxValue;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        Interlocked.Increment(ref _out);
        return new Owner(this, new byte[Math.Max(minBufferSize, blockSize)]);
    }

    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Owner(CountingMemoryPool pool, byte[] block) : IMemoryOwner<byte>
    {
        private int _disposed;

        public Memory<byte> Memory => block;

        public void Dispose()
        {
            Assert.Equal(0, Interlocked.Exchange(ref _disposed, 1));
            Interlocked.Decrement(ref pool._out);
            lock (pool.Returned)
            {
                pool.Returned.Add(block);
            }
        }
    }
}
