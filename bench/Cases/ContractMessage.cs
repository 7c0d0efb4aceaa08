using System.Runtime.CompilerServices;
using PerfLab.Sealing.Contract;

namespace PerfLab.Cases;

/// <summary>A message as a caller of the contract holds it: a descriptor of a TOKEN and a DATA buffer, all in pinned memory,
/// token and data each on a cache line of their own.</summary>
internal sealed unsafe class ContractMessage
{
    private const int Line = 64;
    private const int TokenIndex = 0;
    private const int DataIndex = 1;

    private readonly byte[] _control;
    private readonly byte[] _data;
    private readonly uint _tokenSize;
    private readonly SecBuffer* _buffers;

    /// <summary>A message with room for a token and a copy of <paramref name="plaintext"/>.</summary>
    public ContractMessage(int tokenSize, ReadOnlySpan<byte> plaintext)
        : this(tokenSize, GC.AllocateArray<byte>(plaintext.Length + 2 * Line, pinned: true), (uint)plaintext.Length)
    {
        plaintext.CopyTo(Data);
    }

    private ContractMessage(int tokenSize, byte[] data, uint dataSize)
    {
        _tokenSize = (uint)tokenSize;
        _data = data;
        _control = GC.AllocateArray<byte>(tokenSize + 3 * Line, pinned: true);
        byte* control = Aligned(_control);
        Descriptor = (SecBufferDesc*)control;
        _buffers = (SecBuffer*)(control + sizeof(SecBufferDesc));
        _buffers[TokenIndex] = new SecBuffer(SecBufferType.Token, control + Line, _tokenSize);
        _buffers[DataIndex] = new SecBuffer(SecBufferType.Data, Aligned(_data), dataSize);
        *Descriptor = new SecBufferDesc(_buffers, 2);
    }

    /// <summary>For the calls of the contract.</summary>
    public SecBufferDesc* Descriptor { get; }

    /// <summary>The token as it now is.</summary>
    public Span<byte> Token => Span(TokenIndex);

    /// <summary>The data as it now is.</summary>
    public Span<byte> Data => Span(DataIndex);

    /// <summary>Gives the TOKEN buffer its full length again, as a caller does before every seal.</summary>
    public void ResetToken() => _buffers[TokenIndex].cbBuffer = _tokenSize;

    /// <summary>A message over the same data with another token.</summary>
    public ContractMessage WithTokenOfItsOwn() => new((int)_tokenSize, _data, _buffers[DataIndex].cbBuffer);

    private Span<byte> Span(int index) => new(_buffers[index].pvBuffer, (int)_buffers[index].cbBuffer);

    // SAFETY: the array is pinned and has a line to spare, so the first line boundary in it stays where it is.
    private static byte* Aligned(byte[] pinned) =>
        (byte*)(((nuint)Unsafe.AsPointer(ref pinned[0]) + Line - 1) & ~(nuint)(Line - 1));
}
