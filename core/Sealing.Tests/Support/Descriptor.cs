using PerfLab.Sealing.Contract;

namespace PerfLab.Sealing.Tests.Support;

/// <summary>A SecBufferDesc in native memory whose buffers tests can describe and look at.</summary>
internal sealed unsafe class Descriptor : IDisposable
{
    private readonly SecBuffer* _buffers;
    private readonly SecBufferDesc* _descriptor;
    private readonly List<nint> _owned = [];
    private int _count;

    internal Descriptor(int capacity = 40)
    {
        _buffers = (SecBuffer*)Allocate(capacity * sizeof(SecBuffer));
        _descriptor = (SecBufferDesc*)Allocate(sizeof(SecBufferDesc));
        *_descriptor = new SecBufferDesc(_buffers, 0);
    }

    internal SecBufferDesc* Pointer => _descriptor;

    internal SecBuffer* this[int index] => _buffers + index;

    /// <summary>Adds a buffer with these bytes and returns its index.</summary>
    internal int Add(uint type, ReadOnlySpan<byte> bytes)
    {
        void* memory = Allocate(Math.Max(bytes.Length, 1));
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return AddRaw(type, memory, (uint)bytes.Length);
    }

    internal int AddRaw(uint type, void* memory, uint length)
    {
        _buffers[_count] = new SecBuffer(type, memory, length);
        _descriptor->cBuffers = (uint)++_count;
        return _count - 1;
    }

    internal Span<byte> Bytes(int index) => new(_buffers[index].pvBuffer, (int)_buffers[index].cbBuffer);

    public void Dispose() => _owned.ForEach(System.Runtime.InteropServices.Marshal.FreeHGlobal);

    private void* Allocate(int bytes)
    {
        nint memory = System.Runtime.InteropServices.Marshal.AllocHGlobal(bytes);
        _owned.Add(memory);
        return (void*)memory;
    }
}
