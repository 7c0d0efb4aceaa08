using System.Runtime.InteropServices;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Kernels;

public sealed unsafe class Rc4StreamTests : IDisposable
{
    private readonly Rc4Stream* _stream = (Rc4Stream*)NativeMemory.AlignedAlloc((nuint)sizeof(Rc4Stream), 64);

    // RFC 6229 section 2: the first 16 bytes, and the 16 bytes at offset 4096.
    [Theory]
    [InlineData("0102030405", "b2396305f03dc027ccc3524a0a1118a8", "ff25b58995996707e51fbdf08b34d875")]
    [InlineData("0102030405060708090a0b0c0d0e0f10", "9ac7cc9a609d1ef7b2932899cde41b97", "a36a4c301ae8ac13610ccbc12256cacc")]
    [InlineData("1ada31d5cf688221c109163908ebe51debb46227c6cc8b37641910833222772a", "dd5bcb0018e922d494759d7c395d02d3", "370b1c1fe655916d97fd0d47ca1d72b8")]
    public void Rfc6229(string key, string first, string at4096)
    {
        _stream->SetKey(Convert.FromHexString(key));
        byte[] output = new byte[4112];
        _stream->Xor(output);
        Assert.Equal(first, Convert.ToHexStringLower(output.AsSpan(0, 16)));
        Assert.Equal(at4096, Convert.ToHexStringLower(output.AsSpan(4096)));
    }

    [Fact]
    public void Pieces_of_every_size_agree_with_BouncyCastle_however_much_is_made_ahead()
    {
        byte[] key = [.. Enumerable.Range(7, 16).Select(i => (byte)i)];
        var engine = new RC4Engine();
        engine.Init(true, new KeyParameter(key));
        _stream->SetKey(key);
        var random = new Random(1);
        foreach (int length in Enumerable.Range(0, 600).Concat([1023, 4096, 65521]))
        {
            var work = new Rc4Stream.Work(_stream);
            for (int steps = random.Next(200); steps > 0; steps--)
            {
                work.Step();
            }

            work.End();
            byte[] expected = new byte[length];
            engine.ProcessBytes(new byte[length], 0, length, expected, 0);
            byte[] data = new byte[length];
            _stream->Xor(data);
            Assert.Equal(expected, data);
        }
    }

    [Fact]
    public void A_saved_state_is_the_state_behind_the_last_byte_used()
    {
        _stream->SetKey("0123456789abcdef"u8);
        _stream->Xor(new byte[1000]);
        byte[] exact = new byte[Rc4Stream.SavedSize];
        byte[] ahead = new byte[Rc4Stream.SavedSize];
        _stream->Save(exact);
        _ = _stream->Peek8();
        var work = new Rc4Stream.Work(_stream);
        for (int i = 0; i < 100; i++)
        {
            work.Step();
        }

        work.End();
        _stream->Save(ahead);
        Assert.Equal(exact, ahead);

        byte[] next = new byte[777];
        _stream->Xor(next);
        Assert.True(_stream->TryRestore(exact));
        byte[] again = new byte[777];
        _stream->Xor(again);
        Assert.Equal(next, again);
    }

    [Fact]
    public void A_state_that_is_no_permutation_is_refused()
    {
        byte[] state = new byte[Rc4Stream.SavedSize];
        _stream->SetKey("key"u8);
        _stream->Save(state);
        state[17] = state[200];
        Assert.False(_stream->TryRestore(state));
    }

    [Fact]
    public void Peeked_bytes_stay_until_they_are_skipped()
    {
        _stream->SetKey("key"u8);
        ulong peeked = _stream->Peek8();
        Assert.Equal(peeked, _stream->Peek8());
        byte[] same = new byte[8];
        _stream->Xor(same);
        Assert.Equal(BitConverter.GetBytes(peeked), same);
        ulong second = _stream->Peek8();
        _stream->Skip8();
        Assert.NotEqual(second, _stream->Peek8());
    }

    public void Dispose() => NativeMemory.AlignedFree(_stream);
}
