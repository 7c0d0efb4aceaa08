using System.Security.Cryptography;
using PerfLab.Sealing.Kernels;

namespace PerfLab.Sealing.Tests.Kernels;

public class HashStateTests
{
    [Fact]
    public void Sha1_agrees_with_the_framework() => CompareAllLengths<Sha1State>(SHA1.HashData);

    [Fact]
    public void Sha256_agrees_with_the_framework() => CompareAllLengths<Sha256State>(SHA256.HashData);

    [Fact]
    public void Sha384_agrees_with_the_framework() => CompareAllLengths<Sha384State>(SHA384.HashData);

    [Fact]
    public void Md5_agrees_with_the_framework() => CompareAllLengths<Md5State<Md5ScalarIsa>>(MD5.HashData);

    [Fact]
    public void Md5_with_AVX512_agrees_with_the_framework()
    {
        Assert.SkipUnless(Md5Avx512Isa.IsSupported, "This machine has no AVX-512.");
        CompareAllLengths<Md5State<Md5Avx512Isa>>(MD5.HashData);
    }

    // Every length through several blocks, cut in two at a place that moves with the length.
    private static unsafe void CompareAllLengths<THash>(Func<byte[], byte[]> framework)
        where THash : unmanaged, IHashState<THash>
    {
        byte[] digest = new byte[THash.DigestSize];
        for (int length = 0; length <= 600; length++)
        {
            byte[] message = new byte[length];
            new Random(length).NextBytes(message);
            int cut = length * 5 / 7;
            HashStream<THash>.Start(out HashStream<THash> stream, THash.Initial, 0);
            stream.Append(message.AsSpan(0, cut));
            stream.Append(message.AsSpan(cut));
            fixed (byte* pointer = digest)
            {
                stream.Finish(pointer);
            }

            Assert.Equal(framework(message), digest);
        }
    }
}
